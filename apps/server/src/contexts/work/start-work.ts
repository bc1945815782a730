import type { CommandClaims } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import type { WorkNeeds } from './needs.ts';
import { planWork, type PlannedWork, type StartWorkRequest } from './plan-work.ts';
import type { SigningKey } from './signing-key.ts';
import { findByIdempotencyKey, insertInvocations, insertWorkRequest } from './sql/create-work-request.ts';
import { scheduleDeadlines } from './sql/deadline-jobs.ts';
import { wakeInstances } from './sql/wake.ts';
import { writeLog } from './sql/work-log.ts';

export interface StartWorkDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly signingKey: SigningKey;
  readonly serverId: string;
  readonly needs: Pick<WorkNeeds, 'fleet' | 'documents'>;
}

export interface StartedWork {
  readonly workRequestId: string;
  readonly invocationIds: readonly string[];
}

/** Signed at once and inserted at once: commands carry the document, so all of a large fleet's would not fit in memory. */
const CHUNK = 200;
const DELIVERY_SECONDS_DEFAULT = 3600;

/**
 * Makes a work request and its invocations, each with its signed command, in one transaction, and wakes the agents.
 * @throws CodedError as `planWork` does; then nothing was made.
 */
export async function startWork(deps: StartWorkDeps, request: StartWorkRequest): Promise<StartedWork> {
  const { idempotencyKey } = request;
  const earlier = idempotencyKey === undefined ? null : await findByIdempotencyKey(deps.db, idempotencyKey);
  if (earlier !== null) return earlier;
  const plan = await planWork(deps.needs, request);
  const workRequestId = newId('workRequest');
  const made = await withTransaction(deps.db, (tx) => create(tx, { deps, request, plan, workRequestId }));
  if (made !== null) return made;
  const winner = idempotencyKey === undefined ? null : await findByIdempotencyKey(deps.db, idempotencyKey);
  if (winner === null) throw new Error('a work request with the same idempotency key was there and is gone');
  return winner;
}

interface Creation {
  readonly deps: StartWorkDeps;
  readonly request: StartWorkRequest;
  readonly plan: PlannedWork;
  readonly workRequestId: string;
}

/** Null when another work request with the same idempotency key came first. */
async function create(tx: Transaction, { deps, request, plan, workRequestId }: Creation): Promise<StartedWork | null> {
  // Whole seconds, as the command's claims have them: server and agent then agree on when it expires.
  const issued = Math.floor(deps.clock().getTime() / 1000);
  const expires = issued + (request.deliverySeconds ?? DELIVERY_SECONDS_DEFAULT);
  const at = new Date(issued * 1000);
  const expiresAt = new Date(expires * 1000);
  const { document, compartmentId, timeoutSeconds, targets } = plan;
  const { parameters, createdBy, idempotencyKey = null } = request;
  const isNew = await insertWorkRequest(tx, {
    id: workRequestId,
    compartmentId,
    documentName: document.name,
    documentVersion: document.version,
    parameters,
    createdBy,
    idempotencyKey,
    at,
  });
  if (!isNew) return null;
  const count = `${targets.length} ${targets.length === 1 ? 'instance' : 'instances'}`;
  const message = `${createdBy} asked to run ${document.name} version ${document.version} on ${count}.`;
  await writeLog(tx, { workRequestId, at, level: 'INFO', message });

  const invocationIds: string[] = [];
  for (let start = 0; start < targets.length; start += CHUNK) {
    const invocations = await Promise.all(
      targets.slice(start, start + CHUNK).map(async (target) => {
        const id = newId('invocation');
        const claims: CommandClaims = {
          iss: deps.serverId,
          aud: target.id,
          jti: id,
          iat: issued,
          exp: expires,
          workRequestId,
          document: {
            name: document.name,
            version: document.version,
            sha256: document.sha256,
            content: document.content,
          },
          parameters: Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]])),
          timeoutSeconds,
        };
        return { id, instanceId: target.id, commandJws: await deps.signingKey.sign(claims) };
      }),
    );
    await insertInvocations(tx, invocations, { workRequestId, timeoutSeconds, at, expiresAt });
    await scheduleDeadlines(
      tx,
      invocations.map(({ id }) => ({ invocationId: id, at: expiresAt })),
    );
    for (const { id } of invocations) invocationIds.push(id);
  }
  await wakeInstances(
    tx,
    targets.map(({ id }) => id),
  );
  return { workRequestId, invocationIds };
}

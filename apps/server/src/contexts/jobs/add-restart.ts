import type { Transaction } from '../../db/connect.ts';
import { newId } from '../../ids.ts';
import type { ExecutionRow } from './sql/executions.ts';
import { insertExecution } from './sql/write-executions.ts';
import { setExecutionTimer } from './timers.ts';

export interface Restart {
  /** The execution after which the instances restart, or of which they are a part. */
  readonly of: ExecutionRow;
  readonly instanceIds: readonly string[];
  /** Null: never by itself, and a person has to. */
  readonly dueAt: Date | null;
  readonly reason: string;
  readonly now: Date;
}

/** A restart of its own, which waits for its time, or is left to a person. */
export async function addRestart(tx: Transaction, { of, instanceIds, dueAt, reason, now }: Restart): Promise<void> {
  const id = newId('execution');
  await insertExecution(tx, {
    id,
    jobId: of.jobId,
    kind: 'REBOOT',
    dueAt: dueAt ?? now,
    state: dueAt === null ? 'SKIPPED' : 'PLANNED',
    reason,
    spec: of.spec,
    instanceIds,
    overrides: {},
    startedBy: of.startedBy,
    idempotencyKey: null,
    at: now,
  });
  if (dueAt !== null) await setExecutionTimer(tx, id, dueAt);
}

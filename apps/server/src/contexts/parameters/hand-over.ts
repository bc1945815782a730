import { CodedError, type AgentParametersRequest, type AgentParametersResponse } from '@rustine/contract';
import { isFinal, validateDocument, type StoreReference } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { KeyRing } from './key-ring.ts';
import type { AskedRun, ParametersNeeds } from './needs.ts';
import { readStored } from './read-stored.ts';
import { referencesOfRun } from './references-of-run.ts';

export interface HandOverDeps {
  readonly db: Db;
  readonly keys: KeyRing;
  readonly needs: ParametersNeeds;
}

export interface Asking {
  readonly instanceId: string;
  readonly request: AgentParametersRequest;
  readonly requestId: string;
}

/**
 * Gives an agent the stored values that one of its open invocations refers to, and notes each secret that it gives.
 * @throws CodedError NOT_FOUND when it is not the instance's own, is over, or does not refer to one of the keys: then it
 * gives none of them.
 */
export async function handOver(
  deps: HandOverDeps,
  { instanceId, request: { invocationId, keys }, requestId }: Asking,
): Promise<AgentParametersResponse> {
  const run = await deps.needs.work.runOf(invocationId);
  if (run === null || run.instanceId !== instanceId || isOver(run)) {
    throw new CodedError('NOT_FOUND', `There is no open invocation ${invocationId} of this instance.`);
  }
  const allowed = new Map((await referencesOf(deps, run)).map((reference) => [reference.key, reference]));
  const strange = keys.filter((key) => !allowed.has(key));
  if (strange.length > 0) {
    await recordAudit(deps.db, {
      actor: instanceId,
      action: 'refuse parameters',
      target: invocationId,
      requestId,
      details: { keys: strange.slice(0, 20) },
    });
    throw new CodedError(
      'NOT_FOUND',
      `The document of invocation ${invocationId} does not refer to ${strange.slice(0, 20).join(', ')}; a document that lies on the instance cannot use the parameter store.`,
    );
  }
  const stored = await readStored(
    deps,
    keys.flatMap((key) => allowed.get(key) ?? []),
  );
  await withTransaction(deps.db, async (tx) => {
    for (const { type, name, version } of stored.values()) {
      if (type !== 'SecureString') continue;
      const details = { version, invocationId };
      await recordAudit(tx, { actor: instanceId, action: 'read secret parameter', target: name, requestId, details });
    }
  });
  return { parameters: [...stored].map(([key, { type, value }]) => ({ key, type, value })) };
}

/** A machine that comes back after its time was up may still finish the run, and correct what is said of it. */
function isOver({ state, agentEnded }: AskedRun): boolean {
  return isFinal(state) && (state !== 'TIMED_OUT' || agentEnded);
}

async function referencesOf(deps: HandOverDeps, run: AskedRun): Promise<StoreReference[]> {
  const { documents, work } = deps.needs;
  const registered = await documents.getVersion(run.documentName, run.documentVersion);
  const document = registered === null ? undefined : validateDocument(registered.content).document;
  if (document === undefined) return [];
  const { workRequestId, parameters: given } = run;
  const platform = run.osFamily === 'WINDOWS' ? 'windows' : 'linux';
  const read = (references: readonly StoreReference[]) => readStored(deps, references);
  return referencesOfRun({ innerDocument: work.innerDocument, read }, { document, given, platform, workRequestId });
}

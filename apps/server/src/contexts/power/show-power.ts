import { CodedError, type InstancePower } from '@rustine/contract';
import type { SessionDeps } from './session/session-deps.ts';
import { getBinding, type BindingRow } from './sql/bindings.ts';
import { listHolders } from './sql/holders.ts';
import { listSessions } from './sql/sessions.ts';

const SESSIONS_SHOWN = 10;

type ShowDeps = Pick<SessionDeps, 'db' | 'needs'>;

/** @throws CodedError NOT_FOUND */
export async function requireInstance({ needs }: ShowDeps, instanceId: string): Promise<void> {
  if ((await needs.fleet.findInstances([instanceId])).length > 0) return;
  throw new CodedError('NOT_FOUND', `There is no managed instance ${instanceId}.`);
}

/** @throws CodedError NOT_FOUND when there is no such instance, or it is bound to nothing. */
export async function requireBinding(deps: ShowDeps, instanceId: string): Promise<BindingRow> {
  await requireInstance(deps, instanceId);
  const binding = await getBinding(deps.db, instanceId);
  if (binding !== null) return binding;
  const remedy = `bind it: rustine power bind ${instanceId} PROVIDER REF`;
  throw new CodedError('NOT_FOUND', `${instanceId} is bound to no power provider; ${remedy}.`);
}

/** How an instance is switched, and for which runs it was. @throws CodedError NOT_FOUND */
export async function showPower(deps: ShowDeps, instanceId: string): Promise<InstancePower> {
  await requireInstance(deps, instanceId);
  const binding = await getBinding(deps.db, instanceId);
  const sessions = [];
  for (const row of await listSessions(deps.db, instanceId, SESSIONS_SHOWN)) {
    const holders = await listHolders(deps.db, row.id);
    sessions.push({
      phase: row.phase,
      found: row.found,
      startedByUs: row.awakeAt === null ? null : row.found !== 'RUNNING' && !row.startedByOther,
      invocationIds: holders.filter(({ releasedAt }) => releasedAt === null).map(({ invocationId }) => invocationId),
      outcome: row.outcome,
      message: row.message,
      openedAt: row.openedAt.toISOString(),
      awakeAt: row.awakeAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
    });
  }
  return { instanceId, binding: binding === null ? null : present(binding), sessions };
}

function present(row: BindingRow): NonNullable<InstancePower['binding']> {
  const { providerId, providerName, settings, ref, leaveOn, state, message } = row;
  const boundAt = row.boundAt.toISOString();
  const stateAt = row.stateAt?.toISOString() ?? null;
  return { providerId, providerName, kind: settings.kind, ref, leaveOn, boundAt, state, stateAt, message };
}

import { CodedError, type WindowRule } from '@rustine/contract';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { RunWindow, StartWorkRequest } from '../plan-work.ts';
import { readCheckedWave, type CheckedWave } from '../sql/checked-wave.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';
import { linkHealthCheck } from '../sql/work-waves.ts';
import { startFailedWork } from '../start-failed-work.ts';
import { startWork, type StartedWork, type StartWorkDeps } from '../start-work.ts';
import type { Errand } from './advance-waves.ts';

/**
 * Starts the health check of a wave, a work request of its own on the instances that succeeded, and links the wave to it.
 * Whoever is killed between the two starts none twice: the key is the same. One that cannot be started has failed.
 */
export async function startHealthCheck(deps: StartWorkDeps, { workRequestId, position }: Errand): Promise<void> {
  const wave = await readCheckedWave(deps.db, { workRequestId, position });
  if (wave === null) return;
  const windows = wave.window === null ? null : await windowsOf(deps, wave, wave.window);
  const { workRequestId: healthCheckId } = await start(deps, requestOf(wave, windows, { workRequestId, position }));
  await withTransaction(deps.db, async (tx) => {
    await lockWorkRequest(tx, workRequestId);
    await linkHealthCheck(tx, { workRequestId, position }, healthCheckId);
  });
}

async function start(deps: StartWorkDeps, request: StartWorkRequest): Promise<StartedWork> {
  try {
    return await startWork(deps, request);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return await startFailedWork(deps, request, error.message);
  }
}

function requestOf(
  wave: CheckedWave,
  windows: ReadonlyMap<string, RunWindow> | null,
  { workRequestId, position }: Omit<Errand, 'kind'>,
): StartWorkRequest {
  const { documentName, documentVersion, parameters } = wave.healthCheck;
  return {
    documentName,
    documentVersion,
    parameters,
    instanceIds: wave.instances.map(({ id }) => id),
    createdBy: wave.createdBy,
    comment: `Health check of wave ${wave.name}`,
    idempotencyKey: `health:${workRequestId}:${position}`,
    partOf: workRequestId,
    ...(wave.window !== null && windows !== null && { within: { atEnd: wave.window.atEnd, windows } }),
    // What was put back to sleep after its run has to wake for its check.
    power: wave.power,
    maxErrors: '100%',
  };
}

/**
 * Of each instance the window that its run started in: the check may begin until that closes, its cut-off passed or not.
 * One that ran before this retry, in a window that may be long gone, is checked in the one that is open now.
 */
async function windowsOf(
  { db, clock, needs }: StartWorkDeps,
  { instances }: CheckedWave,
  { windowIds }: WindowRule,
): Promise<ReadonlyMap<string, RunWindow>> {
  const own = instances.flatMap(({ id, windowName, windowClosesAt }) =>
    windowClosesAt === null ? [] : [[id, { name: windowName ?? '', closesAt: new Date(windowClosesAt) }] as const],
  );
  const instanceIds = instances.filter(({ earlier }) => earlier).map(({ id }) => id);
  if (instanceIds.length === 0) return new Map(own);
  const places = await needs.windows.placesFor(db, { instanceIds, windowIds: windowIds ?? null, at: clock() });
  const now = [...places].flatMap(([id, place]) =>
    place.kind === 'OPEN' ? [[id, { name: place.windowName, closesAt: place.closesAt }] as const] : [],
  );
  return new Map([...own, ...now]);
}

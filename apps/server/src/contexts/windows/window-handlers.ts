import { CodedError, type MaintenanceWindow, type operations } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf, OperationInput } from '../../http/operation.ts';
import { changeWindow, makeWindow, removeWindow, type ChangeDeps } from './change-windows.ts';
import { nextWindowOccurrences } from '@rustine/domain';
import { presentOpenTime, presentWindow } from './present-window.ts';
import { requireCompartment } from './require-compartment.ts';
import { getWindow, listWindows, windowsForPlaces, type WindowRow } from './sql/windows.ts';
import type { StandingAt } from './standings.ts';

export interface WindowHandlerDeps extends ChangeDeps {
  readonly clock: () => Date;
  readonly standingAt: StandingAt;
}

type WindowHandlers = HandlersOf<
  'listWindows' | 'createWindow' | 'getWindow' | 'updateWindow' | 'deleteWindow' | 'listWindowOccurrences'
>;

export function createWindowHandlers(deps: WindowHandlerDeps): WindowHandlers {
  const { db, clock, standingAt } = deps;
  const present = (row: WindowRow): MaintenanceWindow => presentWindow(row, standingAt(row, clock()));
  const show = async (id: string): Promise<MaintenanceWindow> => present(await requireWindow(db, id));
  return {
    listWindows: async ({ query }) => {
      const { rows, nextCursor } = await pageOfWindows(deps, query);
      return { items: rows.map(present), nextCursor };
    },
    getWindow: ({ params: { windowId } }) => show(windowId),
    createWindow: async ({ body, principal, requestId }) =>
      show(await makeWindow(deps, body, { actor: principal.name, requestId })),
    updateWindow: async ({ params: { windowId }, body, principal, requestId }) => {
      await changeWindow(deps, { id: windowId, wanted: body }, { actor: principal.name, requestId });
      return show(windowId);
    },
    deleteWindow: ({ params: { windowId }, principal, requestId }) =>
      removeWindow(deps, windowId, { actor: principal.name, requestId }),
    listWindowOccurrences: async ({ params: { windowId }, query: { count } }) => {
      const window = await requireWindow(db, windowId);
      const at = clock();
      const { current } = standingAt(window, at);
      const coming = nextWindowOccurrences(window, { after: at, count: current === null ? count : count - 1 });
      return { items: [...(current === null ? [] : [current]), ...coming].map(presentOpenTime) };
    },
  };
}

/** @throws CodedError NOT_FOUND */
export async function requireWindow(db: Db, id: string): Promise<WindowRow> {
  const window = await getWindow(db, id);
  if (window === undefined) throw new CodedError('NOT_FOUND', `There is no maintenance window ${id}.`);
  return window;
}

async function pageOfWindows(
  { db, needs }: WindowHandlerDeps,
  query: OperationInput<(typeof operations)['listWindows']>['query'],
): Promise<{ rows: readonly WindowRow[]; nextCursor: string | null }> {
  const { compartmentId, recursive = false, instanceId, cursor, limit } = query;
  if (compartmentId !== undefined) await requireCompartment(db, compartmentId);
  const after = cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]);
  const ids = instanceId === undefined ? undefined : await coveringIds({ db, needs }, instanceId);
  const found = await listWindows(db, { compartmentId, recursive, ids, after, limit: limit + 1 });
  return pageOfRows(found, limit, ({ name, id }) => [name, id]);
}

/** The windows that cover an instance, the disabled ones too. @throws CodedError NOT_FOUND for an unknown instance */
async function coveringIds(
  { db, needs }: Pick<WindowHandlerDeps, 'db' | 'needs'>,
  instanceId: string,
): Promise<string[]> {
  await needs.fleet.instancesForTargets({ instanceIds: [instanceId] }, 'query');
  const windows = await windowsForPlaces(db, 'ALL');
  const covered = await needs.fleet.coveredBy(db, new Map(windows.map(({ id, targets }) => [id, targets])), [
    instanceId,
  ]);
  return windows.flatMap(({ id }) => (covered.get(id)?.includes(instanceId) === true ? [id] : []));
}

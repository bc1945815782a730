import { CodedError, type Freeze, type operations } from '@rustine/contract';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf, OperationInput } from '../../http/operation.ts';
import { CalendarFault } from './calendar/calendar-fault.ts';
import { readAgain } from './calendar/read-calendar.ts';
import { changeFreeze, makeFreeze, missing, removeFreeze, type FreezeDeps } from './change-freezes.ts';
import type { WindowsNeeds } from './needs.ts';
import { presentFreezes } from './present-freeze.ts';
import { requireCompartment } from './require-compartment.ts';
import { getFreeze, listFreezes, type FreezeRow } from './sql/freezes.ts';
import { getStoredCalendar } from './sql/write-freezes.ts';

export interface FreezeHandlerDeps extends FreezeDeps {
  readonly needs: WindowsNeeds;
}

type FreezeHandlers = HandlersOf<
  'listFreezes' | 'createFreeze' | 'getFreeze' | 'updateFreeze' | 'deleteFreeze' | 'readFreezeCalendar'
>;

export function createFreezeHandlers(deps: FreezeHandlerDeps): FreezeHandlers {
  const { db, clock } = deps;
  const show = async (id: string): Promise<Freeze> => {
    const row = await getFreeze(db, id);
    if (row === undefined) throw missing(id);
    const [freeze] = await presentFreezes(db, [row], clock());
    return freeze!;
  };
  return {
    listFreezes: async ({ query }) => {
      const { rows, nextCursor } = await pageOfFreezes(deps, query);
      return { items: await presentFreezes(db, rows, clock()), nextCursor };
    },
    getFreeze: ({ params: { freezeId } }) => show(freezeId),
    createFreeze: async ({ body, principal, requestId }) =>
      show(await makeFreeze(deps, body, { actor: principal.name, requestId })),
    updateFreeze: async ({ params: { freezeId }, body, principal, requestId }) => {
      await changeFreeze(deps, { id: freezeId, wanted: body }, { actor: principal.name, requestId });
      return show(freezeId);
    },
    deleteFreeze: ({ params: { freezeId }, principal, requestId }) =>
      removeFreeze(db, freezeId, { actor: principal.name, requestId }),
    readFreezeCalendar: async ({ params: { freezeId } }) => {
      await readNow(deps, freezeId);
      return show(freezeId);
    },
  };
}

/** @throws CodedError NOT_FOUND, CONFLICT for a freeze of dates, UNAVAILABLE with the reason when it cannot be read now */
async function readNow(deps: FreezeHandlerDeps, id: string): Promise<void> {
  const freeze = await getFreeze(deps.db, id);
  if (freeze === undefined) throw missing(id);
  const calendar = await getStoredCalendar(deps.db, id);
  if (calendar === undefined) throw new CodedError('CONFLICT', `The freeze ${freeze.name} has dates and no calendar.`);
  try {
    await readAgain(deps, calendar);
  } catch (error) {
    if (!(error instanceof CalendarFault)) throw error;
    const message = `The calendar of ${freeze.name} was not read, what it said before holds: ${error.message}.`;
    throw new CodedError('UNAVAILABLE', message, { cause: error });
  }
}

async function pageOfFreezes(
  { db, needs }: FreezeHandlerDeps,
  query: OperationInput<(typeof operations)['listFreezes']>['query'],
): Promise<{ rows: readonly FreezeRow[]; nextCursor: string | null }> {
  const { compartmentId, recursive = false, instanceId, cursor, limit } = query;
  if (compartmentId !== undefined) await requireCompartment(db, compartmentId);
  if (instanceId !== undefined) await needs.fleet.instancesForTargets({ instanceIds: [instanceId] }, 'query');
  const after = cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]);
  const found = await listFreezes(db, { compartmentId, recursive, instanceId, after, limit: limit + 1 });
  return pageOfRows(found, limit, ({ name, id }) => [name, id]);
}

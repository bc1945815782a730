import type { ManagedInstanceGroup, operations } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf, OperationInput } from '../../http/operation.ts';
import { changeGroup, makeGroup, removeGroup } from './change-groups.ts';
import { addGroupMembers, removeGroupMembers } from './change-members.ts';
import type { HandlerDeps } from './handler-deps.ts';
import { listInstancePage } from './list-instance-page.ts';
import { requireCompartment, requireGroup } from './resolve-scope.ts';
import { countMembers } from './sql/group-members.ts';
import { listGroups, type GroupRow } from './sql/groups.ts';

type GroupHandlers = HandlersOf<
  | 'listGroups'
  | 'createGroup'
  | 'getGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'listGroupMembers'
  | 'addGroupMembers'
  | 'removeGroupMembers'
>;

export function createGroupHandlers(deps: HandlerDeps): GroupHandlers {
  const { db } = deps;
  const show = async (id: string): Promise<ManagedInstanceGroup> => {
    const [group] = await present(db, [await requireGroup(db, id)]);
    return group!;
  };

  return {
    listGroups: async ({ query }) => pageOfGroups(db, query),
    getGroup: ({ params: { groupId } }) => show(groupId),
    createGroup: async ({ body, principal, requestId }) =>
      show(await makeGroup(db, body, { actor: principal.name, requestId })),
    updateGroup: async ({ params: { groupId }, body, principal, requestId }) => {
      await changeGroup(db, { id: groupId, wanted: body }, { actor: principal.name, requestId });
      return show(groupId);
    },
    deleteGroup: ({ params: { groupId }, principal, requestId }) =>
      removeGroup(db, groupId, { actor: principal.name, requestId }),
    listGroupMembers: async ({ params: { groupId }, query }) =>
      listInstancePage(deps, { ...query, scope: { group: await requireGroup(db, groupId) } }),
    addGroupMembers: async ({ params: { groupId }, body, principal, requestId }) => {
      await addGroupMembers(db, { groupId, ...body }, { actor: principal.name, requestId });
      return show(groupId);
    },
    removeGroupMembers: async ({ params: { groupId }, body, principal, requestId }) => {
      await removeGroupMembers(db, { groupId, ...body }, { actor: principal.name, requestId });
      return show(groupId);
    },
  };
}

async function pageOfGroups(
  db: Db,
  { compartmentId, recursive = false, cursor, limit }: OperationInput<(typeof operations)['listGroups']>['query'],
): Promise<{ items: ManagedInstanceGroup[]; nextCursor: string | null }> {
  if (compartmentId !== undefined) await requireCompartment(db, compartmentId);
  const after = cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]);
  const found = await listGroups(db, { compartmentId, recursive, after, limit: limit + 1 });
  const { rows, nextCursor } = pageOfRows(found, limit, (row) => [row.name, row.id]);
  return { items: await present(db, rows), nextCursor };
}

async function present(db: Db, rows: readonly GroupRow[]): Promise<ManagedInstanceGroup[]> {
  const members = await countMembers(db, rows);
  return rows.map(({ id, compartment_id, name, rule, created_at }) => ({
    id,
    compartmentId: compartment_id,
    name,
    rule,
    members: members.get(id) ?? 0,
    createdAt: created_at.toISOString(),
  }));
}

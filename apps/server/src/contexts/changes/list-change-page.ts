import type { InstancePackageChange, packageChangeOperations } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { OperationInput } from '../../http/operation.ts';
import type { ChangesNeeds } from './needs.ts';
import { listChanges, type ChangeRow } from './sql/list-changes.ts';

type Query = OperationInput<(typeof packageChangeOperations)['listPackageChanges']>['query'];

/** One page of changes, newest first. @throws CodedError NOT_FOUND for a scope, VALIDATION_FAILED for a cursor */
export async function listChangePage(
  { db, needs }: { db: Db; needs: Pick<ChangesNeeds, 'fleet'> },
  { compartmentId, recursive, groupId, instanceId, cursor, limit, ...filter }: Query,
): Promise<{ items: InstancePackageChange[]; nextCursor: string | null }> {
  const scope = await needs.fleet.scopeIds(db, { compartmentId, recursive, groupId });
  const found = await listChanges(db, {
    ...filter,
    instanceIds: instanceId === undefined ? scope : narrow(scope, instanceId),
    after: cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]),
    limit: limit + 1,
  });
  const { rows, nextCursor } = pageOfRows(found, limit, (row) => [row.at.toISOString(), row.id]);
  return { items: rows.map(present), nextCursor };
}

function narrow(scope: readonly string[] | 'ALL', instanceId: string): readonly string[] {
  return scope === 'ALL' || scope.includes(instanceId) ? [instanceId] : [];
}

function present(row: ChangeRow): InstancePackageChange {
  return {
    instanceId: row.instance_id,
    displayName: row.display_name,
    at: row.at.toISOString(),
    name: row.name,
    architecture: row.architecture,
    action: row.action,
    oldVersion: row.old_version,
    newVersion: row.new_version,
    invocationId: row.invocation_id,
    windowOpen: row.window_open,
    receivedAt: row.received_at.toISOString(),
  };
}

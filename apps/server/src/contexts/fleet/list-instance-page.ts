import type { InstanceStatus, ManagedInstance, OsFamily } from '@rustine/contract';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlerDeps } from './handler-deps.ts';
import { presentInstance } from './present-instance.ts';
import type { Scope } from './sql/in-scope.ts';
import { listInstances } from './sql/list-instances.ts';

export interface AskedPage {
  readonly scope: Scope;
  readonly search?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly osFamily?: OsFamily | undefined;
  readonly status?: InstanceStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of instances by name, with their figures. @throws CodedError VALIDATION_FAILED for a cursor that is not ours. */
export async function listInstancePage(
  { db, clock, needs }: HandlerDeps,
  { cursor, limit, status, ...filter }: AskedPage,
): Promise<{ items: ManagedInstance[]; nextCursor: string | null }> {
  const now = clock();
  const found = await listInstances(db, {
    ...filter,
    status: status && { is: status, now },
    after: cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]),
    limit: limit + 1,
  });
  const { rows, nextCursor } = pageOfRows(found, limit, (row) => [row.display_name, row.id]);
  const ids = rows.map((row) => row.id);
  const figures = await needs.compliance.figuresOf(db, ids);
  return { items: rows.map((row) => presentInstance(row, figures.get(row.id), now)), nextCursor };
}

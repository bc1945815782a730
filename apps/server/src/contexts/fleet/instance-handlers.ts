import { CodedError } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf } from '../../http/operation.ts';
import type { FleetNeeds } from './needs.ts';
import { presentInstance } from './present-instance.ts';
import { requireScope } from './require-scope.ts';
import { listCompartments } from './sql/compartments.ts';
import { getInstance, listInstances } from './sql/list-instances.ts';

export interface InstanceHandlerDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: FleetNeeds;
}

export function createInstanceHandlers({
  db,
  clock,
  needs,
}: InstanceHandlerDeps): HandlersOf<'listCompartments' | 'listInstances' | 'getInstance'> {
  return {
    listCompartments: async () => {
      const rows = await listCompartments(db);
      return { items: rows.map((row) => ({ id: row.id, parentId: row.parent_id, name: row.name })) };
    },
    listInstances: async ({ query }) => {
      await requireScope(db, query);
      const after = query.cursor === undefined ? undefined : (decodeCursor(query.cursor, 2) as [string, string]);
      const found = await listInstances(db, { scope: query, search: query.search, after, limit: query.limit + 1 });
      const { rows, nextCursor } = pageOfRows(found, query.limit, (row) => [row.display_name, row.id]);
      const figures = await needs.compliance.figuresOf(
        db,
        rows.map((row) => row.id),
      );
      const now = clock();
      return { items: rows.map((row) => presentInstance(row, figures.get(row.id), now)), nextCursor };
    },
    getInstance: async ({ params }) => {
      const row = await getInstance(db, params.instanceId);
      if (row === undefined) throw new CodedError('NOT_FOUND', `There is no managed instance ${params.instanceId}.`);
      const figures = await needs.compliance.figuresOf(db, [row.id]);
      return presentInstance(row, figures.get(row.id), clock());
    },
  };
}

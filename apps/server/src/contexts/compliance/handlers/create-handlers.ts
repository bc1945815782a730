import type { Db } from '../../../db/connect.ts';
import { decodeCursor, pageOfRows } from '../../../http/cursor.ts';
import type { HandlersOf } from '../../../http/operation.ts';
import type { ComplianceNeeds } from '../needs.ts';
import { requireInstance } from '../sql/instance-exists.ts';
import { listAvailableUpdates } from '../sql/list-available-updates.ts';
import { listInstalledSoftware } from '../sql/list-installed-software.ts';
import { complianceReport } from './compliance-report.ts';
import { fleetOverview } from './fleet-overview.ts';

export type ComplianceHandlers = HandlersOf<
  'getComplianceReport' | 'getFleetOverview' | 'listAvailableUpdates' | 'listInstalledSoftware'
>;

export interface HandlersDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: Pick<ComplianceNeeds, 'fleet'>;
}

export function createHandlers(deps: HandlersDeps): ComplianceHandlers {
  return {
    getComplianceReport: ({ query }) => complianceReport(deps, query),
    getFleetOverview: ({ query }) => fleetOverview(deps, query),
    async listAvailableUpdates({ params: { instanceId }, query: { limit, cursor, ...filter } }) {
      await requireInstance(deps.db, instanceId);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 3);
      const found = await listAvailableUpdates(deps.db, { instanceId, ...filter, after, limit: limit + 1 });
      return pageOf(found, limit, (update) => [update.name, update.architecture, update.availableVersion]);
    },
    async listInstalledSoftware({ params: { instanceId }, query: { limit, cursor, search } }) {
      await requireInstance(deps.db, instanceId);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 3);
      const found = await listInstalledSoftware(deps.db, { instanceId, search, after, limit: limit + 1 });
      return pageOf(found, limit, (software) => [software.name, software.architecture, software.version]);
    },
  };
}

/** A page out of a list that was asked for with one item more, which tells whether another page follows. */
function pageOf<Item>(found: readonly Item[], limit: number, keyOf: (item: Item) => readonly string[]) {
  const { rows, nextCursor } = pageOfRows(found, limit, keyOf);
  return { items: [...rows], nextCursor };
}

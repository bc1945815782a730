import type { WorkRequest } from '@rustine/contract';
import { archivedWorkRequests } from '@rustine/lake';
import { listArchived, type ArchivedFilter } from '../sql/archived-work-requests.ts';
import type { ArchiveDeps } from './read-archive.ts';
import { readWorkRequest } from './shown.ts';

/** How many are looked through at a time for a text or an instance, which only the lake knows of. */
const LOOKED_THROUGH = 2_000;

export interface SearchFilter extends ArchivedFilter {
  readonly search?: string | undefined;
  readonly instanceId?: string | undefined;
}

/**
 * Work requests in the lake, newest first, below `before`. PostgreSQL says which there are, and so which days of the lake
 * are opened; only as many are in memory as are looked through at a time.
 */
export async function listArchivedWork(
  { db, reader }: ArchiveDeps,
  filter: SearchFilter,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<WorkRequest[]> {
  const search = filter.search ?? null;
  const instanceId = filter.instanceId ?? null;
  const atOnce = search === null && instanceId === null ? limit : LOOKED_THROUGH;
  const found: WorkRequest[] = [];
  for (let after = before; ;) {
    const candidates = await listArchived(db, filter, { before: after, limit: atOnce });
    if (candidates.length > 0) {
      const records = await reader.run(archivedWorkRequests, {
        ids: candidates.map(({ id }) => id),
        days: [...new Set(candidates.map(({ day }) => day))],
        search,
        instanceId,
        limit: limit - found.length,
      });
      found.push(...records.map(readWorkRequest));
    }
    if (found.length >= limit || candidates.length < atOnce) return found;
    after = candidates.at(-1)!.id;
  }
}

import { eachItem } from '@rustine/sdk';

/** Items of one answer of a paged list; the most that the server gives. */
export const PAGE_LIMIT = 1_000;

/** All items of a paged list, so that search and sort see the whole. */
export async function collectPages<Item>(
  fetchPage: (query: { limit: number; cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of eachItem((cursor) =>
    fetchPage({ limit: PAGE_LIMIT, ...(cursor !== undefined && { cursor }) }),
  )) {
    items.push(item);
  }
  return items;
}

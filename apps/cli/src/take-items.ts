import { eachItem } from '@rustine/sdk';

/** Up to `limit` items of a paged list, page after page. */
export async function takeItems<Item>(
  limit: number,
  fetchPage: (page: { limit: number; cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  const pages = eachItem((cursor) =>
    fetchPage({ limit: Math.min(limit, 1000), ...(cursor !== undefined && { cursor }) }),
  );
  for await (const item of pages) if (items.push(item) >= limit) break;
  return items;
}

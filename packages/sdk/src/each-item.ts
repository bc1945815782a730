/**
 * Page after page of what is told in pages: `eachPage((cursor) => unwrap(refreshPower({ client, query: { cursor } })))`.
 */
export async function* eachPage<Page extends { readonly nextCursor: string | null }>(
  fetchPage: (cursor: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield page;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Every item of a paged list: `eachItem((cursor) => unwrap(listInstances({ client, query: { cursor } })))`. */
export async function* eachItem<Item>(
  fetchPage: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): AsyncGenerator<Item> {
  for await (const { items } of eachPage(fetchPage)) yield* items;
}

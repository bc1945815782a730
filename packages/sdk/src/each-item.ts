interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Every item of a paged list, page after page: `eachItem((cursor) => unwrap(listInstances({ client, query: { cursor } })))`. */
export async function* eachItem<Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

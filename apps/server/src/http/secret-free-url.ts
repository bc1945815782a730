/** A URL as it may stand in a log: presigned signatures and one-time tokens live in the query, so the query goes. */
export function secretFreeUrl(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : `${url.slice(0, query)}?…`;
}

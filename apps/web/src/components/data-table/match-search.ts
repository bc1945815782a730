/** Whether each word of the search stands in one of the fields, whatever the case. An empty search matches all. */
export function matchesSearch(search: string, fields: readonly string[]): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const lower = fields.map((field) => field.toLowerCase());
  return words.every((word) => lower.some((field) => field.includes(word)));
}

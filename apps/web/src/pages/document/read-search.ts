/** The version that the address names; without one the default version is shown. */
export function readDocumentSearch(search: Record<string, unknown>): { readonly version?: number } {
  const version = Number(search['version']);
  return Number.isInteger(version) && version > 0 ? { version } : {};
}

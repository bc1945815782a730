const patchDocuments: ReadonlySet<string> = new Set([
  'Rustine-PatchInstance',
  'Rustine-PatchApt',
  'Rustine-PatchDnf',
  'Rustine-PatchZypper',
  'Rustine-PatchWindows',
]);

const lookingDocuments: ReadonlySet<string> = new Set([
  'Rustine-ScanInstance',
  'Rustine-CollectInventory',
  'Rustine-ResolveCves',
]);

/** As the parameter OnlyVersions of the patch documents takes them. */
export const ONLY_VERSIONS_MAX = 2000;

/**
 * Whether a run installs whatever updates there are, so that it can be bound to versions by the parameter OnlyVersions. One
 * that names its packages, or versions, has what it asks for already.
 */
export function bindsVersions(documentName: string, parameters: Readonly<Record<string, readonly string[]>>): boolean {
  const isEmpty = (name: string) => (parameters[name] ?? []).every((item) => item === '' || item === '[]');
  const installs = (parameters['Operation']?.[0] ?? '') === 'Install';
  return patchDocuments.has(documentName) && installs && isEmpty('Packages') && isEmpty('OnlyVersions');
}

/** Whether a run of a built-in document changes nothing on its instances, so that a freeze need not hold it up. */
export function holdsStill(documentName: string, parameters: Readonly<Record<string, readonly string[]>>): boolean {
  if (lookingDocuments.has(documentName)) return true;
  return patchDocuments.has(documentName) && (parameters['Operation']?.[0] ?? '').startsWith('DryRun');
}

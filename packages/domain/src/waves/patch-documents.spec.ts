import { expect, it } from 'vitest';
import { bindsVersions, holdsStill } from './patch-documents.ts';

it.each<[string, Record<string, string[]>, boolean, boolean]>([
  ['Rustine-ScanInstance', {}, true, false],
  ['Rustine-CollectInventory', {}, true, false],
  ['Rustine-ResolveCves', {}, true, false],
  ['Rustine-PatchInstance', { Operation: ['DryRun'] }, true, false],
  ['Rustine-PatchApt', { Operation: ['DryRunRemove'] }, true, false],
  ['Rustine-PatchDnf', { Operation: ['Install'] }, false, true],
  ['Rustine-PatchZypper', { Operation: ['Install'], Packages: [''] }, false, true],
  ['Rustine-PatchWindows', { Operation: ['Install'], Packages: ['x'] }, false, false],
  ['Rustine-PatchInstance', { Operation: ['Install'], OnlyVersions: ['a=1'] }, false, false],
  ['Rustine-PatchInstance', { Operation: ['Remove'], Packages: ['x'] }, false, false],
  ['Rustine-PatchInstance', {}, false, false],
  ['Mine', { Operation: ['DryRun'] }, false, false],
])('%s with %o holds still: %s, can be bound: %s', (name, parameters, still, bound) => {
  expect(holdsStill(name, parameters)).toBe(still);
  expect(bindsVersions(name, parameters)).toBe(bound);
});

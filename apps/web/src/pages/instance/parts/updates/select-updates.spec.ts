import type { AvailableUpdate } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { countTypes, selectUpdates } from './select-updates.ts';

function update(given: Partial<AvailableUpdate>): AvailableUpdate {
  return {
    name: 'openssl',
    architecture: 'amd64',
    installedVersion: '3.0.15-1',
    availableVersion: '3.0.17-1',
    updateType: 'SECURITY',
    severity: '',
    advisory: '',
    cves: [],
    cvesKnown: true,
    repository: 'Debian-Security:12/stable-security',
    sizeBytes: null,
    rebootSuggested: null,
    ...given,
  };
}

const openssl = update({ cves: ['CVE-2025-9230'] });
const tzdata = update({ name: 'tzdata', updateType: 'ENHANCEMENT', repository: 'Debian:12.12/stable' });
const bash = update({ name: 'bash', updateType: 'BUGFIX', repository: 'Debian:12.12/stable', advisory: 'DBA-1' });
const all = [openssl, tzdata, bash];

describe('selectUpdates', () => {
  it('without filter and search keeps all in their order', () => {
    expect(selectUpdates(all, 'ALL', '')).toEqual(all);
  });

  it('finds by CVE id, advisory and source', () => {
    expect(selectUpdates(all, 'ALL', 'cve-2025-9230')).toEqual([openssl]);
    expect(selectUpdates(all, 'ALL', 'dba-1')).toEqual([bash]);
    expect(selectUpdates(all, 'ALL', '12.12/stable')).toEqual([tzdata, bash]);
  });

  it('needs both the type and the search to fit', () => {
    expect(selectUpdates(all, 'BUGFIX', 'stable')).toEqual([bash]);
    expect(selectUpdates(all, 'SECURITY', 'bash')).toEqual([]);
  });
});

it('countTypes counts each type and the sum', () => {
  expect(countTypes(all)).toEqual({ ALL: 3, SECURITY: 1, BUGFIX: 1, ENHANCEMENT: 1, OTHER: 0 });
});

import { describe, expect, it } from 'vitest';
import { selectLines, verdictOf, type ComplianceLine } from './verdict.ts';

const line: ComplianceLine = {
  id: 'mi-1',
  displayName: 'paris-db-01',
  compartmentId: 'cmp-1',
  osName: 'Debian GNU/Linux 12 (bookworm)',
  lastScanAt: '2026-11-21T12:00:00Z',
  rebootRequired: false,
  updatesAvailable: 1,
  securityUpdates: 1,
  cves: 1,
  cveState: 'RESOLVED',
  outstanding: [
    {
      name: 'openssl',
      architecture: 'amd64',
      installedVersion: '3.0.15-1',
      availableVersion: '3.0.17-1',
      severity: '',
      advisory: '',
      cves: ['CVE-2025-9230'],
      cvesKnown: true,
    },
  ],
};

it.each([
  [null, 'unknown'],
  [0, 'compliant'],
  [1, 'missing'],
])('with %s missing security updates the verdict is %s', (securityUpdates, verdict) => {
  expect(verdictOf({ securityUpdates })).toBe(verdict);
});

describe('selectLines', () => {
  it.each(['paris', 'CVE-2025-9230', 'debian openssl', ''])('"%s" finds the instance', (search) => {
    expect(selectLines([line], search)).toEqual([line]);
  });

  it('needs all words to fit one update of the instance', () => {
    expect(selectLines([line], 'openssl CVE-2024-1')).toEqual([]);
  });
});

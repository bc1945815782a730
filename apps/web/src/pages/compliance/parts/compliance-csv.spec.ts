import type { ComplianceReport } from '@rustine/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complianceCsv, csvCell } from './compliance-csv.ts';

const report: ComplianceReport = {
  generatedAt: '2026-11-21T12:00:00Z',
  compartmentId: null,
  groupId: null,
  recursive: true,
  totalInstances: 2,
  scannedInstances: 1,
  missingSecurityUpdates: 1,
  distinctCves: 2,
  instances: [
    {
      id: 'mi-1',
      displayName: 'db, first',
      compartmentId: 'cmp-1',
      osName: 'Debian GNU/Linux 12 (bookworm)',
      lastScanAt: '2026-11-21T11:00:00Z',
      rebootRequired: true,
      updatesAvailable: 2,
      securityUpdates: 1,
      cves: 2,
      cveState: 'RESOLVED',
      outstanding: [
        {
          name: 'openssl',
          architecture: 'amd64',
          installedVersion: '3.0.15-1',
          availableVersion: '3.0.17-1',
          severity: '',
          advisory: 'DSA-1',
          cves: ['CVE-2025-1', 'CVE-2025-2'],
          cvesKnown: true,
        },
      ],
    },
    {
      id: 'mi-2',
      displayName: 'new',
      compartmentId: 'cmp-1',
      osName: 'Debian',
      lastScanAt: null,
      rebootRequired: null,
      updatesAvailable: null,
      securityUpdates: null,
      cves: null,
      cveState: null,
      outstanding: [],
    },
  ],
};

describe('complianceCsv', () => {
  it('writes a line for each missing update and one for each instance without any', () => {
    expect(complianceCsv(report).split('\r\n').slice(1)).toEqual([
      'mi-1,"db, first",Debian GNU/Linux 12 (bookworm),2026-11-21T11:00:00Z,true,1,openssl,amd64,3.0.15-1,3.0.17-1,,DSA-1,CVE-2025-1 CVE-2025-2',
      'mi-2,new,Debian,,,,,,,,,,',
      '',
    ]);
  });

  it('gives every line as many cells as the header', () => {
    const counts = complianceCsv(report)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.replaceAll(/"[^"]*"/g, 'x').split(',').length);
    expect(new Set(counts).size).toBe(1);
  });
});

describe('csvCell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('never starts with what a spreadsheet would run: %j', (value) => {
    expect(csvCell(value).replace(/^"/, '')).toMatch(/^'/);
  });

  it('keeps every text whole behind its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', '-', 'é', ' ') }), (text) => {
        const cell = csvCell(text);
        const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(bare.endsWith(text)).toBe(true);
        expect(cell.startsWith('"') || !/[",\r\n]/.test(cell)).toBe(true);
      }),
    );
  });
});

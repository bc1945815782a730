import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complianceCsv } from './compliance-csv.ts';
import type { ComplianceReport } from './generated/index.ts';
import { renderCsv } from './render-csv.ts';

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

const lines = (showDetails: boolean) => complianceCsv(report, { showDetails }).trimEnd().split('\r\n');

describe('a compliance report as CSV', () => {
  it('has a row for each missing update and one for each instance without any, when details are asked for', () => {
    expect(lines(true).slice(1)).toEqual([
      'mi-1,"db, first",cmp-1,Debian GNU/Linux 12 (bookworm),2026-11-21T11:00:00Z,true,2,1,2,RESOLVED,openssl,amd64,3.0.15-1,3.0.17-1,,DSA-1,CVE-2025-1 CVE-2025-2,true',
      'mi-2,new,cmp-1,Debian,,,,,,,,,,,,,,',
    ]);
  });

  it('has a row for each instance otherwise', () => {
    expect(lines(false).slice(1)).toEqual([
      'mi-1,"db, first",cmp-1,Debian GNU/Linux 12 (bookworm),2026-11-21T11:00:00Z,true,2,1,2,RESOLVED',
      'mi-2,new,cmp-1,Debian,,,,,,',
    ]);
  });

  it.each([true, false])('gives every row as many cells as the header (details: %s)', (showDetails) => {
    const counts = lines(showDetails).map((line) => line.replaceAll(/"[^"]*"/g, 'x').split(',').length);
    expect(new Set(counts).size).toBe(1);
  });
});

describe('a CSV cell', () => {
  const cellOf = (value: string) => renderCsv(['a'], [[value]]).slice('a\r\n'.length, -2);

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('never starts with what a spreadsheet would run: %j', (value) => {
    expect(cellOf(value).replace(/^"/, '')).toMatch(/^'/);
  });

  it('keeps every text whole behind its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', '-', 'é', ' ') }), (text) => {
        const cell = cellOf(text);
        const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(bare.endsWith(text)).toBe(true);
        expect(cell.startsWith('"') || !/[",\r\n]/.test(cell)).toBe(true);
      }),
    );
  });
});

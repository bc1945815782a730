import type { ComplianceReport } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { renderCompliance, summaryOf } from './render-compliance.ts';

const compartmentId = 'cmp-00000000-0000-7000-8000-000000000000';
const cves = Array.from({ length: 9 }, (_, index) => `CVE-2024-${1000 + index}`);

const scanned: ComplianceReport['instances'][number] = {
  id: 'mi-1',
  displayName: 'web-1',
  compartmentId,
  osName: 'Debian GNU/Linux 12 (bookworm)',
  lastScanAt: '2026-11-21T20:15:00.000Z',
  rebootRequired: true,
  updatesAvailable: 12,
  securityUpdates: 2,
  cves: 9,
  cveState: 'RESOLVING',
  outstanding: [
    {
      name: 'libssl3',
      architecture: 'amd64',
      installedVersion: '3.0.14-1~deb12u2',
      availableVersion: '3.0.15-1~deb12u1',
      severity: '',
      advisory: 'DSA-1',
      cves,
      cvesKnown: true,
    },
    {
      name: 'linux-image-amd64',
      architecture: 'amd64',
      installedVersion: '6.1.1',
      availableVersion: '6.1.2',
      severity: '',
      advisory: '',
      cves: [],
      cvesKnown: false,
    },
  ],
};
const never: ComplianceReport['instances'][number] = {
  ...scanned,
  id: 'mi-2',
  displayName: 'db-1',
  lastScanAt: null,
  rebootRequired: null,
  updatesAvailable: null,
  securityUpdates: null,
  cves: null,
  cveState: null,
  outstanding: [],
};
const clean = {
  ...scanned,
  id: 'mi-3',
  displayName: 'mail-1',
  securityUpdates: 0,
  cves: 0,
  updatesAvailable: 1,
  outstanding: [],
};

function reportOf(instances: ComplianceReport['instances']): ComplianceReport {
  return {
    generatedAt: '2026-11-21T21:00:00.000Z',
    compartmentId: null,
    groupId: null,
    recursive: false,
    totalInstances: instances.length,
    scannedInstances: instances.filter(({ lastScanAt }) => lastScanAt !== null).length,
    missingSecurityUpdates: instances.filter(({ securityUpdates }) => (securityUpdates ?? 0) > 0).length,
    distinctCves: 9,
    instances,
  };
}

describe('the compliance report in words', () => {
  it('counts instances that were never scanned apart and names them', () => {
    const text = renderCompliance(reportOf([scanned, never, clean]), { showDetails: false, width: 250 });
    expect(text).toBe(`Compliance report, 2026-11-21 21:00 UTC

Out of 3 managed instances, 1 is missing security updates. 9 distinct CVEs are open on it. 1 instance was never scanned: nothing is known about it, so it counts neither as missing updates nor as up to date.

  web-1 (mi-1): 2 security updates, 9 CVEs, CVEs still being read, reboot required

Never scanned:
  db-1 (mi-2)
`);
  });

  it('shows each missing update with both versions and its CVEs, and says which CVEs are not read yet', () => {
    const text = renderCompliance(reportOf([scanned, clean]), { showDetails: true, width: 60 });
    expect(text).toBe(`Compliance report, 2026-11-21 21:00 UTC

Out of 2 managed instances, 1 is missing security updates. 9
distinct CVEs are open on it.

web-1 (mi-1)
  Debian GNU/Linux 12 (bookworm), scanned 2026-11-21 20:15 UTC
  missing: 2 security updates, 9 CVEs, CVEs still being
  read, reboot required; 12 updates of all kinds

    libssl3:amd64 3.0.14-1~deb12u2 -> 3.0.15-1~deb12u1
      DSA-1
      CVE-2024-1000 CVE-2024-1001 CVE-2024-1002
      CVE-2024-1003 CVE-2024-1004 CVE-2024-1005
      CVE-2024-1006 CVE-2024-1007 CVE-2024-1008

    linux-image-amd64:amd64 6.1.1 -> 6.1.2
      CVEs not read yet
`);
  });

  it('says so when no instance misses anything, and when there is none at all', () => {
    const how = { showDetails: true, width: 100 };
    expect(renderCompliance(reportOf([clean]), how)).toContain(
      'Out of 1 managed instance, none is missing security updates.',
    );
    expect(renderCompliance(reportOf([]), how)).toContain('There are no managed instances in this scope.');
  });

  it('never says that an instance misses nothing which nobody has scanned', () => {
    const how = { showDetails: true, width: 200 };
    expect(renderCompliance(reportOf([never]), how)).toContain(
      'Out of 1 managed instance, none was scanned yet: nothing is known about it.\n',
    );
    expect(renderCompliance(reportOf([clean, never]), how)).toContain(
      'Out of 2 managed instances, 1 was scanned, and of those none is missing security updates. 1 instance was never scanned: ',
    );
  });

  it('has a summary that stays on one screen, however large the fleet', () => {
    const fleet = Array.from({ length: 300 }, (_, index) => ({ ...scanned, id: `mi-${index}` }));
    const lines = summaryOf(reportOf(fleet), 100).trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toMatch(/^Out of 300 managed instances, 300 are missing security updates\./);
    expect(lines.at(-1)).toBe('  and 290 more instances');
  });

  it('does not let a host name move the cursor of who reads it', () => {
    const text = renderCompliance(reportOf([{ ...scanned, displayName: 'web\u001b[2J\u0007-1' }]), {
      showDetails: true,
      width: 100,
    });
    expect(text).toContain('web-1 (mi-1)');
    // oxlint-disable-next-line no-control-regex -- Control characters are what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

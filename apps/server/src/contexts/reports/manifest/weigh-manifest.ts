import type { ReportState } from '@rustine/contract';
import type { ManifestVerdict } from '@rustine/domain';
import type { JudgedManifest, SignedReport } from './judged-manifest.ts';

/** A report as the server knows it. */
export interface KnownReport extends SignedReport {
  readonly state: ReportState;
}

/** Why a report that was uploaded must not be believed, or null when its manifest bears it out. */
export function refutedBy(manifest: JudgedManifest, report: SignedReport): string | null {
  if (manifest.fault !== null) return manifest.fault;
  const signed = manifest.reports.find(({ kind }) => kind === report.kind);
  if (signed === undefined) return 'the signed manifest does not have this report';
  if (signed.sha256 !== report.sha256) {
    return `the signed manifest gives this report the SHA-256 ${signed.sha256}, it has ${report.sha256}`;
  }
  if (signed.sizeBytes !== report.sizeBytes) {
    return `the signed manifest gives this report ${signed.sizeBytes} bytes, it has ${report.sizeBytes}`;
  }
  return null;
}

/**
 * Holds a manifest against all reports of its invocation: one of each kind. A report that was announced and never
 * uploaded may be absent from it, because an agent lists what it brought to the store.
 */
export function weighManifest(manifest: JudgedManifest | null, known: readonly KnownReport[]): ManifestVerdict {
  if (manifest === null) return { state: 'ABSENT' };
  if (manifest.fault !== null) return refutes(manifest.fault);
  for (const report of known) {
    const isListed = manifest.reports.some(({ kind }) => kind === report.kind);
    if (!isListed && (report.state === 'GRANTED' || report.state === 'FAILED')) continue;
    const reason = refutedBy(manifest, report);
    if (reason !== null) return refutes(`${report.kind}: ${reason}`);
  }
  const unknown = manifest.reports.find(({ kind }) => known.every((report) => report.kind !== kind));
  return unknown === undefined
    ? { state: 'BEARS_OUT' }
    : refutes(`it has the report ${unknown.kind}, which was never announced`);
}

function refutes(reason: string): ManifestVerdict {
  return { state: 'REFUTES', reason: `The signed manifest refutes the reports of this run: ${reason}.` };
}

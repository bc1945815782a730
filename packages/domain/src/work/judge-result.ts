import type { AgentVerdict } from './next-invocation-state.ts';

/** A report that broke its contract, with the place where that was seen. */
export interface QuarantinedReport {
  readonly kind: string;
  readonly reason: string;
  readonly line: number | null;
  readonly column: string | null;
}

/** What the instance's signed list of its reports says of them. */
export type ManifestVerdict =
  /** It has not come yet, or there is none. */
  | { readonly state: 'ABSENT' }
  | { readonly state: 'BEARS_OUT' }
  /** Not signed by the instance, or its list and what was uploaded are not the same. */
  | { readonly state: 'REFUTES'; readonly reason: string };

/** What became of the reports that an invocation announced. */
export interface ReportSummary {
  /** Announced, not uploaded yet. */
  readonly granted: number;
  /** Uploaded, not ingested yet. */
  readonly uploaded: number;
  readonly ingested: number;
  readonly quarantined: readonly QuarantinedReport[];
  readonly failed: readonly { readonly kind: string; readonly reason: string }[];
  readonly manifest: ManifestVerdict;
}

export interface AgentResult {
  readonly state: AgentVerdict;
  readonly message: string;
}

export interface Judgement {
  readonly verdict: AgentVerdict | 'waiting';
  readonly reason: string;
}

/** A reboot that the run asked for, and that no new boot id has proved yet. */
export interface OwedReboot {
  readonly step: string;
  /** The boot id under which it was asked for. */
  readonly bootId: string;
}

export interface Evidence {
  readonly reports: ReportSummary;
  /** Null when no reboot was asked for, or all of them are proved. */
  readonly owedReboot: OwedReboot | null;
}

/**
 * Weighs the agent's word against the evidence: it is SUCCEEDED only when every report that it announced is ingested and
 * the signed manifest bears them out, and every reboot that it asked for shows a new boot id; a run without reports
 * needs no manifest. A failure needs no evidence. What speaks against the run decides even while reports are still on
 * their way.
 */
export function judgeResult(result: AgentResult, { reports, owedReboot }: Evidence): Judgement {
  if (result.state !== 'SUCCEEDED') return { verdict: result.state, reason: result.message };
  const { manifest } = reports;
  const lost = [
    ...(owedReboot === null ? [] : [rebootReason(owedReboot)]),
    ...(manifest.state === 'REFUTES' ? [withStop(manifest.reason)] : []),
    ...reports.quarantined.map(quarantineReason),
    ...reports.failed.map(failureReason),
  ];
  if (lost.length > 0) return { verdict: 'FAILED', reason: lost.join(' ') };
  const waiting = reports.granted + reports.uploaded;
  if (waiting > 0) {
    const noun = waiting === 1 ? 'report' : 'reports';
    return { verdict: 'waiting', reason: `The agent has finished; waiting for ${waiting} ${noun} to be ingested.` };
  }
  if (reports.ingested > 0 && manifest.state === 'ABSENT') {
    return { verdict: 'waiting', reason: 'The agent has finished; waiting for the signed manifest of its reports.' };
  }
  return { verdict: 'SUCCEEDED', reason: '' };
}

function rebootReason({ step, bootId }: OwedReboot): string {
  return `Step ${step} asked for a reboot, and no new boot id proves that it happened: the machine was last known in boot ${bootId}.`;
}

function quarantineReason({ kind, reason, line, column }: QuarantinedReport): string {
  const place = [line === null ? undefined : `line ${line}`, column === null ? undefined : `column ${column}`];
  const where = place.filter((part) => part !== undefined).join(', ');
  return `The report ${kind} was quarantined: ${where === '' ? '' : `${where}: `}${withStop(reason)}`;
}

function failureReason({ kind, reason }: { readonly kind: string; readonly reason: string }): string {
  return `The report ${kind} is missing: ${withStop(reason)}`;
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

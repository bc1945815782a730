import type { ReportKind, ReportState } from '@rustine/contract';
import type { ReportSummary } from '@rustine/domain';
import { sql } from 'kysely';
import type { Transaction } from '../../db/connect.ts';
import { weighManifest } from './manifest/weigh-manifest.ts';
import { findManifests } from './sql/find-manifests.ts';

interface SummaryRow {
  readonly kind: ReportKind;
  readonly state: ReportState;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly reason: string | null;
  readonly line: number | null;
  readonly column: string | null;
}

/** Reads one invocation's reports in the caller's transaction. A report that another took the place of does not count. */
export async function reportSummary(tx: Transaction, invocationId: string): Promise<ReportSummary> {
  // Before the reports: once a manifest was judged no report that it does not have is announced, so none is missed.
  const manifest = (await findManifests(tx, [invocationId])).get(invocationId) ?? null;
  const { rows } = await sql<SummaryRow>`
    select distinct on (key) kind, state, size_bytes as "sizeBytes", sha256, fault_reason as reason, fault_line as line, fault_column as "column"
    from reports where invocation_id = ${invocationId}::text
    order by key, state = 'FAILED', created_at desc`.execute(tx);
  const count = (state: string): number => rows.filter((row) => row.state === state).length;
  const faults = (state: string) => rows.filter((row) => row.state === state);
  return {
    granted: count('GRANTED'),
    uploaded: count('UPLOADED'),
    ingested: count('INGESTED'),
    quarantined: faults('QUARANTINED').map(({ kind, reason, line, column }) => ({
      kind,
      reason: reason ?? '',
      line,
      column,
    })),
    failed: faults('FAILED').map(({ kind, reason }) => ({ kind, reason: reason ?? '' })),
    manifest: weighManifest(manifest, rows),
  };
}

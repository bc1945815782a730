import type { ManagedInstance, Report, RustineClient } from '@rustine/sdk';
import { describeFailure } from '../../follow/describe-failure.ts';
import { followWork } from '../../follow/follow-work.ts';
import type { Progress } from '../../output/progress.ts';
import { count } from '../../output/words.ts';
import { describeFault } from '../report/describe-fault.ts';
import { awaitCves } from './await-cves.ts';
import { awaitReports, hasReports } from './await-reports.ts';
import { submitScan } from './submit-scan.ts';

export interface ScanOutcome {
  readonly reports: readonly Report[];
  /** Why the scan is not to be trusted, one reason a line; none when all went well. */
  readonly failures: readonly string[];
}

/** One scan of the instance from the order to the CVEs of what it found. */
export async function walkScan(
  instance: ManagedInstance,
  { client, progress, signal }: { client: RustineClient; progress: Progress; signal: AbortSignal },
): Promise<ScanOutcome> {
  const scanning = progress.step(`Scanning ${instance.displayName}`);
  const order = await submitScan(client, instance.id, signal);
  const work = await followWork(order.id, { client, step: scanning, signal, awayMs: Number.POSITIVE_INFINITY });
  const failures: string[] = [];
  if (work.state === 'SUCCEEDED') {
    scanning.done(`Scanned ${instance.displayName}`);
  } else {
    scanning.fail();
    failures.push(await describeFailure(client, work));
  }

  if (failures.length > 0 && !(await hasReports(order.id, { client, signal }))) return { reports: [], failures };
  const ingesting = progress.step('Taking in the reports');
  const reports = await awaitReports(order.id, { client, step: ingesting, signal });
  const ingested = reports.filter(({ state }) => state === 'INGESTED');
  const rows = ingested.reduce((sum, report) => sum + (report.rows ?? 0), 0);
  for (const report of reports) {
    if (report.state !== 'INGESTED')
      failures.push(`Report ${report.kind} is ${report.state}: ${describeFault(report) ?? 'no reason given'}`);
  }
  if (reports.length === 0 && failures.length === 0) failures.push('The scan sent no reports.');
  if (ingested.length === reports.length && reports.length > 0) {
    ingesting.done(`${count(ingested.length, 'report')} in the lake, ${count(rows, 'row')}`);
  } else {
    ingesting.fail();
  }

  if (ingested.some(({ kind }) => kind === 'available-updates'))
    await resolveCves(instance.id, { client, progress, signal });
  return { reports, failures };
}

async function resolveCves(
  instanceId: string,
  { client, progress, signal }: { client: RustineClient; progress: Progress; signal: AbortSignal },
): Promise<void> {
  const step = progress.step('Reading CVEs in changelogs');
  const { instance, unread } = await awaitCves(instanceId, { client, step, signal });
  step.done(
    `${count(instance.securityUpdates ?? 0, 'security update')} missing, ${count(instance.cves ?? 0, 'distinct CVE')}`,
  );
  if (unread === 0) return;
  progress.note(
    instance.cveState === 'RESOLVING'
      ? `The CVEs of ${count(unread, 'update')} are still being read; "npx rustine compliance report --show-details" has them later.`
      : `The CVEs of ${count(unread, 'update')} could not be read; "npx rustine work-request list" shows the attempts.`,
  );
}

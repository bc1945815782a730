import { finalInvocationStates } from '@rustine/contract';
import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import type { ReportsNeeds } from './needs.ts';
import { objectCreated } from './object-created.ts';
import { failReport } from './sql/fail-report.ts';
import { isIngestDue } from './sql/is-ingest-due.ts';
import { listGranted, type GrantedReport } from './sql/list-granted.ts';
import { wakeIngest } from './wake-ingest.ts';

/** Before this age in milliseconds an upload is most likely just going on. */
const SETTLING_MS = 20_000;
/** Milliseconds after the end of its invocation when a report that never came is given up on; a late grant revives it. */
const GIVE_UP_MS = 60 * 60_000;
const PAGE = 500;

export interface SweepReportsDeps {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly clock: () => Date;
  readonly needs: ReportsNeeds;
}

/** Makes up for every message that was lost: uploads nobody told of, reports that never came, an ingest nobody woke. */
export async function sweepReports(deps: SweepReportsDeps): Promise<void> {
  const before = new Date(deps.clock().getTime() - SETTLING_MS);
  for (let page = await listGranted(deps.db, { before, after: '', limit: PAGE }); page.length > 0;) {
    for (const report of page) await sweepReport(deps, report);
    page = await listGranted(deps.db, { before, after: page.at(-1)!.id, limit: PAGE });
  }
  const now = deps.clock();
  if (await isIngestDue(deps.db, now)) await withTransaction(deps.db, (tx) => wakeIngest(tx, now));
}

async function sweepReport(deps: SweepReportsDeps, report: GrantedReport): Promise<void> {
  const held = await deps.store.stat(report.key);
  if (held?.sha256 === report.sha256 && held.sizeBytes === report.sizeBytes) {
    await objectCreated(deps, report);
  } else if (await isLongOver(deps, report.invocationId)) {
    await withTransaction(deps.db, async (tx) => {
      const failed = await failReport(tx, report.id, 'the invocation ended and the file never came');
      if (failed) await deps.needs.work.settleInvocations(tx, [report.invocationId]);
    });
  }
}

async function isLongOver({ db, clock, needs }: SweepReportsDeps, invocationId: string): Promise<boolean> {
  const invocation = await needs.work.invocationOf(db, invocationId);
  if (invocation === null) return true;
  const isFinal = (finalInvocationStates as readonly string[]).includes(invocation.state);
  return isFinal && invocation.finishedAt !== null && clock().getTime() - invocation.finishedAt.getTime() > GIVE_UP_MS;
}

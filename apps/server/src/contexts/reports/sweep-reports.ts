import { finalInvocationStates } from '@rustine/contract';
import { withTransaction } from '../../db/with-transaction.ts';
import { judgeManifest } from './manifest/judge-manifest.ts';
import { deleteUnwanted } from './delete-unwanted.ts';
import { objectCreated, type ObjectCreatedDeps } from './object-created.ts';
import { failReport } from './sql/fail-report.ts';
import { isIngestDue } from './sql/is-ingest-due.ts';
import { listGranted, type GrantedReport } from './sql/list-granted.ts';
import { listUnjudgedManifests } from './sql/list-unjudged-manifests.ts';
import { wakeIngest } from './wake-ingest.ts';

/** Before this age in milliseconds an upload is most likely just going on. */
const SETTLING_MS = 20_000;
/** Milliseconds after the end of its invocation when a report that never came is given up on; a late grant revives it. */
const GIVE_UP_MS = 60 * 60_000;
const PAGE = 500;

/** For this long after its announcement a manifest is looked for, in milliseconds: as long as reports are taken. */
const MANIFEST_MS = 7 * 86_400_000;

export type SweepReportsDeps = ObjectCreatedDeps;

/** Makes up for every message that was lost: uploads nobody told of, reports that never came, an ingest nobody woke, objects let go of. */
export async function sweepReports(deps: SweepReportsDeps): Promise<void> {
  const before = new Date(deps.clock().getTime() - SETTLING_MS);
  for (let page = await listGranted(deps.db, { before, after: '', limit: PAGE }); page.length > 0;) {
    for (const report of page) await sweepReport(deps, report);
    page = await listGranted(deps.db, { before, after: page.at(-1)!.id, limit: PAGE });
  }
  const now = deps.clock();
  if (await isIngestDue(deps.db, now)) await withTransaction(deps.db, (tx) => wakeIngest(tx, now));
  await sweepManifests(deps, before);
  await deleteUnwanted(deps);
}

async function sweepManifests(deps: SweepReportsDeps, before: Date): Promise<void> {
  const from = new Date(before.getTime() - MANIFEST_MS);
  for (let after = ''; ;) {
    const page = await listUnjudgedManifests(deps.db, { from, before, after, limit: PAGE });
    for (const invocationId of page) {
      // One that cannot be read now must not keep the others from their turn.
      await judgeManifest(deps, invocationId).catch((error: unknown) =>
        deps.log.error({ invocationId, err: error }, 'a manifest could not be judged; it is tried again'),
      );
    }
    if (page.length < PAGE) return;
    after = page.at(-1)!;
  }
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

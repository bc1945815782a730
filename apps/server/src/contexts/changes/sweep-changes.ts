import type { Db } from '../../db/connect.ts';
import { deleteOldChanges } from './sql/delete-old-changes.ts';
import { keepRuns } from './sql/keep-runs.ts';

/** A little more than a year, so that the same month of last year is there to compare with. */
export const CHANGES_KEPT_DAYS = 400;
/** For how long after it was told a run is looked for; well below the time for which ended work is kept. */
const RUNS_LOOKED_FOR_DAYS = 1;
const BATCH = 10_000;

/** What is to be done now and then: names the runs that became known, and removes what is older than CHANGES_KEPT_DAYS. */
export async function sweepChanges(db: Db): Promise<void> {
  await keepRuns(db, RUNS_LOOKED_FOR_DAYS);
  while ((await deleteOldChanges(db, { days: CHANGES_KEPT_DAYS, limit: BATCH })) === BATCH);
}

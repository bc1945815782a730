import type { Db } from '../../db/connect.ts';
import { selectDurations, type DurationsAsked } from './sql/run-durations.ts';

/**
 * How long past runs of a document took on each of these instances, in seconds, newest first, 20 at most; an instance
 * that never ran it has none and is not in the map. Counted are runs that ended SUCCEEDED or FAILED, from the start of
 * their first step to the end, reboots included: not the time in which they waited for their turn or for their agent, nor
 * that in which a machine that was woken for them was switched off again.
 * A dry run takes a fraction of what the change takes, so either those are asked for or the others; where nothing is to be
 * restarted, runs with a restart tell as little. Runs that were cleaned up count as long as they are among the newest.
 */
export async function durationsOf(db: Db, asked: DurationsAsked): Promise<Map<string, number[]>> {
  const found = await selectDurations(db, asked);
  return new Map(found.filter(({ seconds }) => seconds.length > 0).map((each) => [each.instanceId, each.seconds]));
}

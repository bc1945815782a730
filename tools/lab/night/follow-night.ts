import { setTimeout as sleep } from 'node:timers/promises';
import {
  followWorkRequest,
  getQuorumSet,
  getWorkRequest,
  listJobExecutions,
  unwrap,
  type JobExecution,
  type RustineClient,
  type WorkRequestDetail,
} from '@rustine/sdk';
import { waitFor } from '../wait-for.ts';
import type { NightSeen } from './night-account.ts';
import type { PreparedNight } from './prepare-night.ts';
import { watchNight } from './watch-night.ts';

const POLL_MS = 300;
/** How long the job may be late before the night has failed. */
const START_SECONDS_MAX = 150;

/** Waits until the job runs by itself. @throws Error when it does not */
export async function awaitExecution(client: RustineClient, { jobId }: PreparedNight): Promise<JobExecution> {
  const ask = async () => {
    const { items } = await unwrap(listJobExecutions({ client, path: { jobId } }));
    return items.find(({ workRequestId }) => workRequestId !== null);
  };
  return waitFor('the job runs at its time', ask, { seconds: START_SECONDS_MAX });
}

/** Follows the run to its end, telling in plain words how it goes, and looks at the leases meanwhile. */
export async function followNight(
  client: RustineClient,
  { workRequestId, quorumId }: { readonly workRequestId: string; readonly quorumId: string | null },
  { tell, nameOf }: { readonly tell: (line: string) => void; readonly nameOf: (instanceId: string) => string },
): Promise<{ readonly work: WorkRequestDetail; readonly leases: NightSeen['leases'] }> {
  const watch = watchNight(tell);
  const path = { workRequestId };
  const holders = new Set<string>();
  let atOnce = 0;
  let cursor: string | undefined;
  for (;;) {
    const feed = await unwrap(followWorkRequest({ client, path, query: cursor === undefined ? {} : { cursor } }));
    const work = await unwrap(getWorkRequest({ client, path }));
    watch.machines(feed.invocations);
    watch.waves(work.waves);
    if (quorumId !== null) {
      const { leases } = await unwrap(getQuorumSet({ client, path: { quorumSetId: quorumId } }));
      atOnce = Math.max(atOnce, leases.length);
      for (const { instanceId } of leases) {
        const name = nameOf(instanceId);
        if (!holders.has(name)) tell(`${name} has the lease to reboot`);
        holders.add(name);
      }
    }
    if (feed.complete) return { work, leases: { holders: [...holders], atOnce } };
    cursor = feed.cursor;
    if (!feed.more) await sleep(POLL_MS);
  }
}

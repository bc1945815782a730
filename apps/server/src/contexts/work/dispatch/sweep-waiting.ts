import type { Log } from '../../../db/log.ts';
import { workRequestsToLookAt } from '../sql/waiting.ts';
import type { ErrandDeps } from '../waves/errand-deps.ts';
import { lookAtWork } from './look-at-work.ts';

/**
 * Looks at all work of which something waits or whose time has come. Time alone can make room, when an instance that was
 * to answer has gone offline; and a look that was asked for may have been lost with the queue's tables.
 */
export async function sweepWaiting({ log, ...deps }: ErrandDeps & { readonly log: Log }): Promise<void> {
  for (const workRequestId of await workRequestsToLookAt(deps.db, deps.clock())) {
    try {
      await lookAtWork(deps, workRequestId);
    } catch (error) {
      // One that cannot be dispatched must not hold up the others.
      log.error({ err: error, workRequestId }, 'could not look at a work request; trying again in a minute');
    }
  }
}

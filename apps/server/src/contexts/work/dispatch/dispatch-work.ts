import {
  concurrencyOf,
  errorsBorneOf,
  ONLINE_SECONDS_MAX,
  parseMaxConcurrency,
  parseMaxErrors,
  planRate,
  type ParsedLimit,
  type RateCounts,
  type RateLimit,
  type RateLimits,
} from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { moveWorkRequest } from '../move-work-request.ts';
import { countForRate } from '../sql/rate-counts.ts';
import { cancelWaiting, releaseInvocations } from '../sql/waiting.ts';
import { wakeInstances } from '../sql/wake.ts';
import { writeLog } from '../sql/work-log.ts';
import { lockWorkRequest, markStopped, type LockedWorkRequest } from '../sql/work-request-state.ts';

/**
 * Gives as many waiting invocations their turn as the limits of their work request allow now, or ends all that wait
 * when it bears no more errors. The work request stays locked until the transaction ends: of several that dispatch it at
 * once each sees what the one before it released, so none goes out twice and no limit is passed.
 */
export async function dispatchWork(
  tx: Transaction,
  {
    workRequestId,
    at,
    answersSince,
  }: { readonly workRequestId: string; readonly at: Date; readonly answersSince: Date },
): Promise<void> {
  const workRequest = await lockWorkRequest(tx, workRequestId);
  if (workRequest === null || workRequest.cancelAskedAt !== null) return;
  const limits = limitsOf(workRequest);
  const onlineSince = new Date(at.getTime() - ONLINE_SECONDS_MAX * 1000);
  for (;;) {
    const counts = await countForRate(tx, workRequestId, { answersSince });
    const decision = planRate(counts, limits);
    if (decision.kind === 'stop') await stop(tx, { workRequestId, workRequest, counts, limits, at });
    if (decision.kind !== 'start') return;
    const released = await release(tx, { workRequestId, workRequest, count: decision.count, onlineSince, at });
    // Instances that are offline hold up no other, so there may be room for more; those that are there answer first.
    if (released < decision.count) return;
  }
}

interface Turn {
  readonly workRequestId: string;
  readonly workRequest: LockedWorkRequest;
  readonly count: number;
  readonly onlineSince: Date;
  readonly at: Date;
}

async function release(tx: Transaction, { workRequestId, workRequest, count, onlineSince, at }: Turn): Promise<number> {
  // Whole seconds, as the command's claims have them: server and agent then agree on when it expires.
  const releasedAt = new Date(Math.floor(at.getTime() / 1000) * 1000);
  const expiresAt = new Date(releasedAt.getTime() + workRequest.deliverySeconds * 1000);
  const released = await releaseInvocations(tx, workRequestId, { count, onlineSince, at: releasedAt, expiresAt });
  await wakeInstances(
    tx,
    released.map(({ instanceId }) => instanceId),
  );
  return released.length;
}

interface Stop {
  readonly workRequestId: string;
  readonly workRequest: LockedWorkRequest;
  readonly counts: RateCounts;
  readonly limits: RateLimits;
  readonly at: Date;
}

async function stop(tx: Transaction, { workRequestId, workRequest, counts, limits, at }: Stop): Promise<void> {
  if (counts.waiting === 0) return;
  const borne = errorsBorneOf(limits.maxErrors, counts.targets);
  const errors = `${counts.errors} failed, ${borne} allowed (max-errors ${workRequest.maxErrors})`;
  const canceled = await cancelWaiting(tx, workRequestId, { reason: `Not sent: too many errors, ${errors}.`, at });
  if (canceled === 0) return;
  const instances = canceled === 1 ? '1 instance' : `${canceled} instances`;
  const reason = `Stopped by too many errors: ${errors}; the command was not sent to ${instances}.`;
  await markStopped(tx, workRequestId, { reason, at });
  await writeLog(tx, { workRequestId, at, level: 'ERROR', message: reason });
  await moveWorkRequest(tx, workRequestId, at);
}

/** The limits of a work request, which were checked when it was made. */
function limitsOf({ maxConcurrency, maxErrors }: LockedWorkRequest): RateLimits {
  return {
    maxConcurrency: checked(parseMaxConcurrency(maxConcurrency)),
    maxErrors: checked(parseMaxErrors(maxErrors)),
  };
}

function checked(parsed: ParsedLimit): RateLimit {
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.limit;
}

/** What an invocation says of itself until its turn comes. */
export function waitingReason(maxConcurrency: string, targets: number): string {
  const places = concurrencyOf(checked(parseMaxConcurrency(maxConcurrency)), targets);
  return `Waiting for its turn: it is not sent before those that were have answered, and ${places === 1 ? 'one works' : `no more than ${places} work`} at the same time.`;
}

import {
  errorsBorneOf,
  ONLINE_SECONDS_MAX,
  planRate,
  type RateCounts,
  type RateLimit,
  type RateLimits,
} from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { tooLateReason } from '../gate/judge-start.ts';
import { moveWorkRequest } from '../move-work-request.ts';
import type { WorkNeeds } from '../needs.ts';
import { countForRate } from '../sql/rate-counts.ts';
import { lockTooLate, skipInvocations } from '../sql/skip-waiting.ts';
import { noteNextLook } from '../sql/look-at.ts';
import { cancelWaiting } from '../sql/waiting.ts';
import { writeLog } from '../sql/work-log.ts';
import { closeWaves } from '../sql/work-waves.ts';
import { lockWorkRequest, markStopped, type LockedWorkRequest } from '../sql/work-request-state.ts';
import { advanceWaves, type Errand } from '../waves/advance-waves.ts';
import { setLookTimer } from './ask-for-dispatch.ts';
import { errorLimit, limitsOf } from './limits-of.ts';
import { releaseTurns } from './release-turns.ts';

export interface Dispatch {
  readonly workRequestId: string;
  readonly at: Date;
  readonly answersSince: Date;
  readonly needs: Pick<WorkNeeds, 'windows' | 'power'>;
}

/** A dispatch under way: the work request is locked. */
export interface Turn extends Dispatch {
  readonly workRequest: LockedWorkRequest;
  readonly onlineSince: Date;
  /** The wave whose turn it is; null for work without waves. */
  readonly wave: number | null;
}

/**
 * Gives as many waiting invocations their turn as windows, waves and limits of their work request allow now, or ends all
 * that wait when it bears no more errors. The work request stays locked until the transaction ends: of several that
 * dispatch it at once each sees what the one before it did, so none goes out twice, no limit is passed and no wave begins
 * twice. Returns what must be done outside of the transaction before it can go on, or null.
 */
export async function dispatchWork(tx: Transaction, dispatch: Dispatch): Promise<Errand | null> {
  const { workRequestId, at } = dispatch;
  const workRequest = await lockWorkRequest(tx, workRequestId);
  if (workRequest === null || workRequest.cancelAskedAt !== null) return null;
  const onlineSince = new Date(at.getTime() - ONLINE_SECONDS_MAX * 1000);
  const turn: Turn = { ...dispatch, workRequest, onlineSince, wave: null };
  const late = workRequest.window === null ? 0 : await skipTooLate(tx, turn);
  const next = workRequest.waves === null ? ({ kind: 'work', wave: null } as const) : await advanceWaves(tx, turn);
  const ended = next.kind === 'work' ? await giveTurns(tx, { ...turn, wave: next.wave }) : next.kind === 'over';
  if (late > 0 || ended) await moveWorkRequest(tx, workRequestId, at);
  if (workRequest.waves !== null || workRequest.window !== null) {
    const cancelsAtEnd = workRequest.window?.atEnd === 'CANCEL';
    await setLookTimer(tx, workRequestId, await noteNextLook(tx, workRequestId, { cancelsAtEnd }));
  }
  return next.kind === 'errand' ? next.errand : null;
}

/** Skips all whose windows let nothing start any more; returns how many those were. */
async function skipTooLate(tx: Transaction, { workRequestId, at }: Turn): Promise<number> {
  const late = await lockTooLate(tx, workRequestId, at);
  if (late.length === 0) return 0;
  const reasonOf = ({ windowName, startUntil }: (typeof late)[number]) => tooLateReason(windowName, startUntil ?? at);
  await skipInvocations(
    tx,
    late.map((each) => ({ id: each.id, reason: reasonOf(each) })),
    at,
  );
  const count = late.length === 1 ? '1 instance' : `${late.length} instances`;
  const message = `Skipped ${count} whose windows let nothing start any more.`;
  await writeLog(tx, { workRequestId, at, level: 'WARNING', message });
  return late.length;
}

/** True when something ended by that. */
async function giveTurns(tx: Transaction, turn: Turn): Promise<boolean> {
  const limits = limitsOf(turn.workRequest);
  // Each wave says how many errors it bears. Over the whole they count besides when a limit was given.
  const inWaves = turn.wave !== null;
  const overall = inWaves && turn.workRequest.maxErrors === '0' ? null : limits.maxErrors;
  const rate: RateLimits = inWaves ? { ...limits, maxErrors: UNLIMITED } : limits;
  let skipped = false;
  for (;;) {
    const whole = overall === null ? null : await countForRate(tx, { ...turn, wave: null }, turn);
    if (whole !== null && overall !== null && whole.errors > errorsBorneOf(overall, whole.targets)) {
      return (await stop(tx, { turn, counts: whole })) || skipped;
    }
    const counts = whole !== null && !inWaves ? whole : await countForRate(tx, turn, turn);
    const decision = planRate(counts, rate);
    if (decision.kind !== 'start') return skipped;
    const released = await releaseTurns(tx, turn, decision.count);
    skipped ||= released.skipped > 0;
    // Instances that are offline hold up no other, so there may be room for more; those that are there answer first.
    if (released.taken < decision.count) return skipped;
  }
}

const UNLIMITED: RateLimit = { kind: 'percent', percent: 100 };

interface Stop {
  readonly turn: Turn;
  readonly counts: RateCounts;
}

/** False when nothing waits that could be stopped. */
async function stop(tx: Transaction, { turn, counts }: Stop): Promise<boolean> {
  if (counts.waiting === 0) return false;
  const { workRequestId, workRequest, at } = turn;
  const borne = errorsBorneOf(errorLimit(workRequest.maxErrors), counts.targets);
  const errors = `${counts.errors} failed, ${borne} allowed (max-errors ${workRequest.maxErrors})`;
  const canceled = await cancelWaiting(tx, workRequestId, { reason: `Not sent: too many errors, ${errors}.`, at });
  if (canceled === 0) return false;
  const instances = canceled === 1 ? '1 instance' : `${canceled} instances`;
  const reason = `Stopped by too many errors: ${errors}; the command was not sent to ${instances}.`;
  await markStopped(tx, workRequestId, { reason, at });
  await closeWaves(tx, workRequestId, { reason: `Stopped by too many errors: ${errors}.`, at });
  await writeLog(tx, { workRequestId, at, level: 'ERROR', message: reason });
  return true;
}

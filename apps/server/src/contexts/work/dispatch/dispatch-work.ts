import { ONLINE_SECONDS_MAX, planRate, type RateLimit } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { tooLateReason } from '../gate/judge-start.ts';
import { moveWorkRequest } from '../move-work-request.ts';
import { countForRate } from '../sql/rate-counts.ts';
import { lockTooLate, skipInvocations } from '../sql/skip-waiting.ts';
import { noteNextLook } from '../sql/look-at.ts';
import { writeLog } from '../sql/work-log.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';
import { advanceWaves, type Errand, type NextOfWaves } from '../waves/advance-waves.ts';
import { askForDispatch, setLookTimer } from './ask-for-dispatch.ts';
import { limitsOf } from './limits-of.ts';
import { releaseTurns, wakeSilent } from './release-turns.ts';
import { stopOnErrors } from './stop-on-errors.ts';
import type { Dispatch, Turn } from './turn.ts';

const WHOLE = { kind: 'work', wave: null } as const;

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
  const frozen = await wakeSilent(tx, turn);
  const late = workRequest.window === null ? 0 : await skipTooLate(tx, turn);
  const next = workRequest.waves === null ? WHOLE : await nextOfWaves(tx, turn);
  const ended = next.kind === 'work' ? await giveTurns(tx, { ...turn, wave: next.wave }) : next.kind === 'over';
  if (frozen > 0 || late > 0 || ended) await moveWorkRequest(tx, workRequestId, at);
  // What was skipped may have been the last of its wave.
  if (ended && next.kind === 'work' && next.wave !== null) await askForDispatch(tx, workRequestId);
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

async function nextOfWaves(tx: Transaction, turn: Turn): Promise<NextOfWaves> {
  // A wave says how many errors it bears. Those of the whole count besides when a limit was given.
  if (turn.workRequest.maxErrors === '0') return await advanceWaves(tx, turn);
  const counts = await countForRate(tx, turn, turn);
  return (await stopOnErrors(tx, turn, counts)) ? { kind: 'over' } : await advanceWaves(tx, turn);
}

/** True when something ended by that. */
async function giveTurns(tx: Transaction, turn: Turn): Promise<boolean> {
  const limits = limitsOf(turn.workRequest);
  // How many errors a wave bears was decided on with the wave.
  const rate = turn.wave === null ? limits : { ...limits, maxErrors: EVERY_ERROR };
  for (let skipped = false; ;) {
    const counts = await countForRate(tx, turn, turn);
    const decision = planRate(counts, rate);
    if (decision.kind === 'stop') return (await stopOnErrors(tx, turn, counts)) || skipped;
    if (decision.kind !== 'start') return skipped;
    const released = await releaseTurns(tx, turn, decision.count);
    skipped ||= released.skipped > 0;
    // Instances that are offline hold up no other, so there may be room for more; those that are there answer first.
    const isFull = released.answering === decision.count;
    if (isFull || released.taken < decision.count) return skipped;
  }
}

const EVERY_ERROR: RateLimit = { kind: 'percent', percent: 100 };

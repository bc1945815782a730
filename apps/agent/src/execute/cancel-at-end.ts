import type { ServerClock } from '../checkin/server-clock.ts';
import type { InvocationRecord, InvocationRecords } from '../journal/invocation-records.ts';
import type { Log } from '../log.ts';

export interface WindowEnds {
  /** Has the invocation canceled when its window closes; at once when it has. */
  readonly watch: (invocationId: string) => void;
  readonly isOver: (record: InvocationRecord) => boolean;
}

export interface WindowEndNeeds {
  readonly records: Pick<InvocationRecords, 'find' | 'requestCancel'>;
  readonly serverClock: ServerClock;
  /** Ends what runs of it. */
  readonly cancel: (invocationId: string) => void;
  readonly log: Log;
  readonly onFault: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** The clock is corrected at each check-in, so nobody waits longer for it in one go, in milliseconds. */
const LOOK_MS_MAX = 30_000;

/**
 * Cancels what is at work when its window closes, where its command says so. The server asks for the same, and may be away;
 * the machine may have been restarted meanwhile.
 */
export function watchWindowEnds(needs: WindowEndNeeds): WindowEnds {
  const { records, serverClock, log, signal } = needs;
  const leftMs = ({ claims }: InvocationRecord): number =>
    claims?.cancelAt === undefined ? Number.POSITIVE_INFINITY : claims.cancelAt * 1000 - serverClock.now();
  const watch = (invocationId: string): void => {
    const record = records.find(invocationId);
    if (record === null || signal.aborted || record.cancelRequested) return;
    if (record.claims?.cancelAt === undefined || (record.state !== 'ACCEPTED' && record.state !== 'RUNNING')) return;
    if (leftMs(record) > 0) {
      setTimeout(look, Math.min(leftMs(record), LOOK_MS_MAX), invocationId).unref();
      return;
    }
    log.warn({ invocationId }, 'its window has closed: what is at work is canceled');
    records.requestCancel(invocationId);
    needs.cancel(invocationId);
  };
  const look = (invocationId: string): void => {
    try {
      watch(invocationId);
    } catch (error) {
      // Called from a timer, where nobody would catch it.
      needs.onFault(error);
    }
  };
  return { watch, isOver: (record) => leftMs(record) <= 0 };
}

import type { InvocationRecords, Outcome } from '../journal/invocation-records.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { Outbox } from '../journal/outbox.ts';
import type { Log } from '../log.ts';

export interface SetBackNeeds {
  readonly journal: Journal;
  readonly records: InvocationRecords;
  readonly outbox: Outbox;
  readonly localNow: () => number;
  /** Ends what runs of it. */
  readonly cancel: (invocationId: string) => void;
  readonly log: Log;
}

const outcome: Outcome = {
  state: 'CANCELED',
  message:
    'The machine was set back to an earlier state, as from a backup or a snapshot: the run is not repeated there.',
};

/**
 * The server heard more of an invocation than this journal ever told, or has forgotten one that comes back in another boot:
 * it is the journal of a machine which was set back to the middle of a run. What it would do again is over long ago, and its
 * window too.
 */
export function endSetBack(needs: SetBackNeeds, invocationId: string, held: number): void {
  const { journal, records, outbox } = needs;
  const record = records.find(invocationId);
  if (record?.state !== 'ACCEPTED' && record?.state !== 'RUNNING') return;
  needs.log.warn({ invocationId, held, told: outbox.lastSeq(invocationId) }, outcome.message);
  journal.atomically(() => {
    records.requestCancel(invocationId);
    outbox.endAfter(invocationId, held, { type: 'finished', ...outcome, rebootRequired: null });
    records.markTold(invocationId, outcome);
    records.markDone(invocationId, needs.localNow());
  });
  needs.cancel(invocationId);
}

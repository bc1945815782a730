import type { AgentEvent } from '@rustine/contract';
import type { Journal } from './open-journal.ts';

type WithoutEnvelope<T> = T extends unknown ? Omit<T, 'invocationId' | 'seq' | 'at'> : never;
export type EventBody = WithoutEnvelope<AgentEvent>;

export interface Outbox {
  /** Numbers and stores an event; it is told later, and again until the server has it. */
  append(invocationId: string, body: EventBody): void;
  /** Invocations that have something to tell, those that waited longest first. */
  waiting(): string[];
  /** The next events of one invocation, in order, within both bounds (at least one). */
  batch(invocationId: string, limits: { events: number; bytes: number }): AgentEvent[];
  /** Forgets what the server holds: every event up to `seq`. */
  acknowledge(invocationId: string, seq: number): void;
  /** The number of the newest event of an invocation. */
  lastSeq(invocationId: string): number;
  /** Forgets what waits, and tells this as the last word, after `seq`; nothing more is told of it in this life. */
  endAfter(invocationId: string, seq: number, body: EventBody): void;
  /** Forgets all events of an invocation that the server does not know. */
  abandon(invocationId: string): void;
}

/** `onAppend` wakes the sender; it must not throw. */
export function openOutbox(journal: Journal, clock: () => number, onAppend: () => void): Outbox {
  const { db } = journal;
  const nextSeq = db.prepare(
    'update invocations set next_seq = next_seq + 1 where id = ? returning next_seq - 1 as seq',
  );
  const insert = db.prepare('insert into events (invocation_id, seq, body) values (?, ?, ?)');
  const waiting = db.prepare(
    `select e.invocation_id as id from events e join invocations i on i.id = e.invocation_id
     group by e.invocation_id order by min(i.accepted_at)`,
  );
  const select = db.prepare('select body from events where invocation_id = ? order by seq limit ?');
  const remove = db.prepare('delete from events where invocation_id = ? and seq <= ?');
  const markAcknowledged = db.prepare(
    'update invocations set acknowledged_at = coalesce(acknowledged_at, ?) where id = ?',
  );
  const removeAll = db.prepare('delete from events where invocation_id = ?');
  const last = db.prepare('select next_seq - 1 as seq from invocations where id = ?');
  const goOnAfter = db.prepare('update invocations set next_seq = ? + 1 where id = ?');
  const ended = new Set<string>();

  return {
    append(invocationId, body) {
      if (ended.has(invocationId)) return;
      journal.atomically(() => {
        const at = new Date(clock()).toISOString();
        const { seq } = nextSeq.get(invocationId) as { seq: number };
        insert.run(invocationId, seq, JSON.stringify({ invocationId, seq, at, ...body }));
      });
      onAppend();
    },
    waiting: () => waiting.all().map((row) => row['id'] as string),
    batch(invocationId, limits) {
      const events: AgentEvent[] = [];
      let bytes = 0;
      for (const row of select.iterate(invocationId, limits.events)) {
        const body = row['body'] as string;
        bytes += Buffer.byteLength(body);
        if (events.length > 0 && bytes > limits.bytes) break;
        events.push(JSON.parse(body) as AgentEvent);
      }
      return events;
    },
    acknowledge(invocationId, seq) {
      journal.atomically(() => {
        remove.run(invocationId, seq);
        if (seq >= 1) markAcknowledged.run(clock(), invocationId);
      });
    },
    lastSeq: (invocationId) => (last.get(invocationId) as { seq: number } | undefined)?.seq ?? 0,
    endAfter(invocationId, seq, body) {
      journal.atomically(() => {
        removeAll.run(invocationId);
        goOnAfter.run(seq, invocationId);
        this.append(invocationId, body);
      });
      ended.add(invocationId);
    },
    abandon: (invocationId) => void journal.atomically(() => removeAll.run(invocationId)),
  };
}

import type { CommandClaims, RefusalCode } from '@rustine/contract';
import type { Journal } from './open-journal.ts';

/** DONE: the steps have ended and nothing is left to publish. REFUSED: it never ran and never will. */
export type RecordState = 'ACCEPTED' | 'RUNNING' | 'PUBLISHING' | 'DONE' | 'REFUSED';

export interface Outcome {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED';
  readonly message: string;
}

export interface InvocationRecord {
  readonly id: string;
  readonly state: RecordState;
  /** Null once done: the memory of a command is its id. */
  readonly claims: CommandClaims | null;
  readonly acknowledgedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly cancelRequested: boolean;
  readonly outcome: Outcome | null;
  /** Whether the `finished` event is in the outbox or told. */
  readonly told: boolean;
  readonly rebootRequired: boolean | null;
  /** The boot in which it was last known to run; null before its first start. */
  readonly bootId: string | null;
}

export interface InvocationRecords {
  find(id: string): InvocationRecord | null;
  unfinished(): string[];
  accept(claims: CommandClaims, now: number): void;
  /** A row for a command that will never run: refused, or canceled before it came. */
  close(id: string, state: 'REFUSED' | 'DONE', now: number): void;
  /** False when this refusal was noted before. */
  noteRefusal(id: string, refusal: { code: RefusalCode; message: string }, now: number): boolean;
  markStarted(id: string, now: number): void;
  requestCancel(id: string): void;
  noteRebootRequired(id: string, required: boolean | null): void;
  noteBoot(id: string, bootId: string): void;
  /** The steps have ended; reports may still have to be published. */
  markPublishing(id: string, outcome: Outcome, now: number): void;
  markTold(id: string, outcome: Outcome): void;
  markDone(id: string, now: number): void;
}

export function openInvocationRecords({ db, atomically }: Journal): InvocationRecords {
  const find = db.prepare('select * from invocations where id = ?');
  const unfinished = db.prepare(
    `select id from invocations where state in ('ACCEPTED', 'RUNNING', 'PUBLISHING') order by accepted_at`,
  );
  const accept = db.prepare(`insert into invocations (id, state, claims, accepted_at) values (?, 'ACCEPTED', ?, ?)`);
  const close = db.prepare('insert into invocations (id, state, accepted_at, ended_at, told) values (?, ?, ?, ?, 1)');
  const noteRefusal = db.prepare(
    'insert into refusals (invocation_id, code, message, at) values (?, ?, ?, ?) on conflict do nothing',
  );
  const started = db.prepare(
    `update invocations set state = 'RUNNING', started_at = ? where id = ? and state = 'ACCEPTED'`,
  );
  const cancel = db.prepare('update invocations set cancel_requested = 1 where id = ?');
  const reboot = db.prepare('update invocations set reboot_required = ? where id = ?');
  const boot = db.prepare('update invocations set boot_id = ? where id = ?');
  const publishing = db.prepare(
    `update invocations set state = 'PUBLISHING', outcome = ?, publishing_since = ? where id = ? and state in ('ACCEPTED', 'RUNNING')`,
  );
  const told = db.prepare('update invocations set told = 1, outcome = ? where id = ?');
  const done = db.prepare(`update invocations set state = 'DONE', claims = null, ended_at = ? where id = ?`);

  return {
    find: (id) => toRecord(find.get(id)),
    unfinished: () => unfinished.all().map((row) => row['id'] as string),
    accept: (claims, now) => void atomically(() => accept.run(claims.jti, JSON.stringify(claims), now)),
    close: (id, state, now) => void atomically(() => close.run(id, state, now, now)),
    noteRefusal: (id, refusal, now) =>
      atomically(() => noteRefusal.run(id, refusal.code, refusal.message, now)).changes > 0,
    markStarted: (id, now) => void atomically(() => started.run(now, id)),
    requestCancel: (id) => void atomically(() => cancel.run(id)),
    noteRebootRequired: (id, required) =>
      void atomically(() => reboot.run(required === null ? null : Number(required), id)),
    noteBoot: (id, bootId) => void atomically(() => boot.run(bootId, id)),
    markPublishing: (id, outcome, now) => void atomically(() => publishing.run(JSON.stringify(outcome), now, id)),
    markTold: (id, outcome) => void atomically(() => told.run(JSON.stringify(outcome), id)),
    markDone: (id, now) => void atomically(() => done.run(now, id)),
  };
}

function toRecord(row: Record<string, unknown> | undefined): InvocationRecord | null {
  if (!row) return null;
  const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : null);
  return {
    id: row['id'] as string,
    state: row['state'] as RecordState,
    claims: json(row['claims']) as CommandClaims | null,
    acknowledgedAt: row['acknowledged_at'] as number | null,
    startedAt: row['started_at'] as number | null,
    endedAt: row['ended_at'] as number | null,
    cancelRequested: row['cancel_requested'] === 1,
    outcome: json(row['outcome']) as Outcome | null,
    told: row['told'] === 1,
    rebootRequired: row['reboot_required'] === null ? null : row['reboot_required'] === 1,
    bootId: row['boot_id'] as string | null,
  };
}

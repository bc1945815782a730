import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { reserveSpace, type SpaceReserve } from './reserve-space.ts';

/** The journal cannot take what must be written: the agent has to stop acting, or it would do things it cannot answer for. */
export class JournalError extends Error {}
/** Another agent holds this state directory. */
export class JournalBusyError extends Error {}

export interface Journal {
  readonly db: DatabaseSync;
  /** Disk space kept back for the journal's own last words. */
  readonly reserve: SpaceReserve;
  /** Runs `work` in one transaction; calls may nest, the outermost commits. Durable when it returns. */
  readonly atomically: <T>(work: () => T) => T;
  close(): void;
}

/**
 * `seq` numbers of events start at 1 for each invocation, so `next_seq` lives beside it. Rows of `invocations` are never
 * deleted: they are the memory of every command ever seen. Times are milliseconds since the epoch.
 */
const schema = `
  create table invocations (
    id text primary key,
    state text not null check (state in ('ACCEPTED', 'RUNNING', 'PUBLISHING', 'DONE', 'REFUSED')),
    claims text,
    next_seq integer not null default 1,
    accepted_at integer not null,
    acknowledged_at integer,
    started_at integer,
    publishing_since integer,
    ended_at integer,
    cancel_requested integer not null default 0,
    outcome text,
    told integer not null default 0,
    reboot_required integer
  ) strict;
  create table refusals (
    invocation_id text not null,
    code text not null,
    message text not null,
    at integer not null,
    primary key (invocation_id, code)
  ) strict;
  create table steps (
    invocation_id text not null references invocations (id),
    position integer not null,
    name text not null,
    state text not null check (state in ('RUNNING', 'WAITING', 'ENDED')),
    attempts integer not null default 0,
    result text,
    stdout_bytes integer not null default 0,
    stderr_bytes integer not null default 0,
    pid integer,
    start_ticks text,
    boot_id text,
    primary key (invocation_id, position)
  ) strict;
  create table events (
    invocation_id text not null references invocations (id),
    seq integer not null,
    body text not null,
    primary key (invocation_id, seq)
  ) strict, without rowid;
  create table uploads (
    invocation_id text not null references invocations (id),
    kind text not null,
    path text not null,
    size_bytes integer not null,
    sha256 text not null,
    object_key text,
    state text not null check (state in ('WAITING', 'VERIFIED', 'GIVEN_UP')),
    reason text not null default '',
    primary key (invocation_id, kind)
  ) strict;
`;

/**
 * Opens the journal of a state directory. WAL with synchronous=FULL: what a transaction said is on disk when it returns.
 * The exclusive lock is the kernel's, so it ends with the process however that dies. Throws JournalBusyError.
 */
export function openJournal(path: string): Journal {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;',
    );
    db.exec('begin immediate');
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number };
    if (version === 0) db.exec(`${schema} pragma user_version = 1;`);
    db.exec('commit');
  } catch (error) {
    db.close();
    if (/locked|busy/i.test((error as Error).message)) throw new JournalBusyError(`another agent runs on ${path}`);
    throw new JournalError(`cannot open ${path}: ${(error as Error).message}`, { cause: error });
  }
  chmodSync(path, 0o600);
  const reserve = reserveSpace(`${path}.reserve`);
  return { db, reserve, atomically: nestable(db, reserve), close: () => db.close() };
}

function nestable(db: DatabaseSync, reserve: SpaceReserve): Journal['atomically'] {
  let depth = 0;
  const once = <T>(work: () => T): T => {
    try {
      db.exec('begin immediate');
      const value = work();
      db.exec('commit');
      return value;
    } catch (error) {
      if (db.isTransaction) db.exec('rollback');
      throw error;
    }
  };
  return (work) => {
    if (depth > 0) return work();
    depth += 1;
    try {
      return once(work);
    } catch (error) {
      if (!isDiskFull(error) || !reserve.release()) throw asJournalError(error);
      return once(work);
    } finally {
      depth -= 1;
    }
  };
}

/** SQLite's own codes: SQLITE_FULL, and SQLITE_IOERR as some file systems have it for the log's index. */
function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? (error.errcode as number) & 0xff : null;
  return code === 13 || code === 10;
}

function asJournalError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  const reason = isDiskFull(error) ? `the disk is full (${error.message})` : error.message;
  return new JournalError(`the agent's journal cannot be written: ${reason}`, { cause: error });
}

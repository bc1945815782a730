import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { journalVersions } from './journal-versions.ts';
import { reserveSpace, type SpaceReserve } from './reserve-space.ts';

/** The journal cannot take what must be written: the agent has to stop acting, or it would do things it cannot answer for. */
export class JournalError extends Error {}
/** Another agent holds this state directory. */
export class JournalBusyError extends Error {}

/** How long somebody may hold the lock who only looks in, as `status` does where no agent runs, in milliseconds. */
const LOOKERS_MS_MAX = 1000;

export interface Journal {
  readonly db: DatabaseSync;
  /** Disk space kept back for the journal's own last words. */
  readonly reserve: SpaceReserve;
  /** Runs `work` in one transaction; calls may nest, the outermost commits. Durable when it returns. */
  readonly atomically: <T>(work: () => T) => T;
  close(): void;
}

/**
 * Opens the journal of a state directory. WAL with synchronous=FULL: what a transaction said is on disk when it returns.
 * The exclusive lock is the kernel's, so it ends with the process however that dies. Throws JournalBusyError.
 */
export function openJournal(path: string): Journal {
  const db = new DatabaseSync(path, { timeout: LOOKERS_MS_MAX });
  try {
    db.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;',
    );
    db.exec('begin immediate');
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number };
    for (const [index, sql] of journalVersions.entries()) {
      if (index >= version) db.exec(`${sql} pragma user_version = ${index + 1};`);
    }
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

import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { countWork } from './count-work.ts';
import type { WorkCount } from './live-status.ts';

export type JournalLook =
  | { readonly kind: 'read'; readonly work: WorkCount; readonly faults: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'held' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Looks into the journal of an agent that does not run, without changing it. `check` also has SQLite look for damage. */
export function readJournal(path: string, { check }: { check: boolean }): JournalLook {
  if (!existsSync(path)) return { kind: 'none' };
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    const said = check ? db.prepare('pragma quick_check').all() : [];
    const faults = said.map((row) => String(row['quick_check'])).filter((line) => line !== 'ok');
    return { kind: 'read', work: countWork(db), faults };
  } catch (error) {
    const reason = (error as Error).message;
    return /locked|busy/i.test(reason) ? { kind: 'held' } : { kind: 'unreadable', reason };
  } finally {
    db?.close();
  }
}

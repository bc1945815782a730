import { PACKAGE_CHANGES_MAX, type PackageChange } from '@rustine/contract';
import type { Journal } from '../journal/open-journal.ts';
import type { SourceRead } from '../platform/package-source.ts';

/** Package changes that wait for the server to take them; beyond this many the oldest are given up. */
const WAITING_MAX = 20_000;

export interface ChangeRecords {
  cursorOf(source: string): string | null;
  /** Keeps the changes and where the source was read up to, both or neither. Answers how many were given up for them. */
  keep(source: string, read: SourceRead): number;
  /** The oldest that wait, as many as one check-in carries. */
  next(): ChangeBatch;
  /** The server has taken all up to that one. */
  drop(upTo: number): void;
}

export interface ChangeBatch {
  /** Number of the last one; 0 when there are none. */
  readonly upTo: number;
  readonly changes: readonly PackageChange[];
}

export function openChangeRecords({ db, atomically }: Pick<Journal, 'db' | 'atomically'>): ChangeRecords {
  const findCursor = db.prepare('select cursor from package_sources where name = ?');
  const saveCursor = db.prepare(
    'insert into package_sources (name, cursor) values (?, ?) on conflict (name) do update set cursor = excluded.cursor',
  );
  const add = db.prepare('insert into package_changes (body) values (?)');
  const giveUp = db.prepare('delete from package_changes where id <= (select max(id) from package_changes) - ?');
  const findNext = db.prepare('select id, body from package_changes order by id limit ?');
  const drop = db.prepare('delete from package_changes where id <= ?');
  return {
    cursorOf: (source) => (findCursor.get(source)?.['cursor'] as string | undefined) ?? null,
    keep: (source, { cursor, changes }) =>
      atomically(() => {
        for (const change of changes) add.run(JSON.stringify(change));
        saveCursor.run(source, cursor);
        return changes.length === 0 ? 0 : Number(giveUp.run(WAITING_MAX).changes);
      }),
    next() {
      const rows = findNext.all(PACKAGE_CHANGES_MAX) as unknown as { id: number; body: string }[];
      return { upTo: rows.at(-1)?.id ?? 0, changes: rows.map(({ body }) => JSON.parse(body) as PackageChange) };
    },
    drop: (upTo) => void atomically(() => drop.run(upTo)),
  };
}

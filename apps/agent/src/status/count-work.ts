import type { DatabaseSync } from 'node:sqlite';
import type { WorkCount } from './live-status.ts';

/** What a journal holds that is not over. */
export function countWork(db: DatabaseSync): WorkCount {
  const open = db
    .prepare(
      `select id, state, accepted_at from invocations where state not in ('DONE', 'REFUSED') order by accepted_at limit 100`,
    )
    .all();
  const { count } = db.prepare('select count(*) as count from events').get() as { count: number };
  return {
    invocations: open.map((row) => ({
      id: row['id'] as string,
      state: row['state'] as string,
      acceptedAt: new Date(row['accepted_at'] as number).toISOString(),
    })),
    unsentEvents: count,
  };
}

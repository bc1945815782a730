import { setTimeout as sleep } from 'node:timers/promises';
import { createPool, type DatabaseAddress } from '../../../../apps/server/src/db/connect.ts';
import { noLog } from './no-log.ts';

/** What the database tells the killer: something was committed just now, after which a second step must follow. */
export interface DatabaseWatch {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 8;

/** Each is a part of a night whose next part is another transaction, or a call. */
const MARKS = `
  select (select count(*) from job_executions) || '/' || (select count(*) from job_executions where state = 'STARTED') as execution,
    (select count(*) from work_requests) as work,
    (select string_agg(state, ',' order by work_request_id, position) from work_waves) as waves,
    (select sum(version) from power_sessions) as power,
    (select count(*) from reboot_leases) as leases`;

type Marks = Readonly<Record<string, unknown>>;

/** How likely a change is worth a kill: there is one execution a night, and many steps of machines. */
const CHANCES: Readonly<Record<string, number>> = { execution: 0.4, work: 0.4, waves: 0.15, power: 0.06, leases: 0.15 };

/** Tells of changes within a few milliseconds of their commit, and how likely each calls for a kill. */
export function watchDatabase(address: DatabaseAddress, onChange: (chance: number) => void): DatabaseWatch {
  const over = new AbortController();
  const pool = createPool(address, { log: noLog, max: 1, name: 'rustine nights' });
  let before: Marks | undefined;
  const look = async (): Promise<void> => {
    const now = (await pool.query<Marks>(MARKS)).rows[0];
    for (const [mark, chance] of Object.entries(CHANCES))
      if (before !== undefined && now?.[mark] !== before[mark]) onChange(chance);
    before = now;
  };
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      // PostgreSQL is killed too, and the connection with it.
      await look().catch(() => undefined);
      await sleep(LOOK_EVERY_MS);
    }
  };
  const running = run();
  return {
    async stop() {
      over.abort();
      await running;
      await pool.end();
    },
  };
}

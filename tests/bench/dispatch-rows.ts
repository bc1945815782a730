import { pino } from 'pino';
import { createPool } from '../../apps/server/src/db/connect.ts';

type Pool = ReturnType<typeof createPool>;

const CONNECTIONS = 10;

/**
 * The least that PostgreSQL has to make durable so that no command is lost and none is run twice: one row for each
 * instance, written in one statement, then changed twice, each time in a transaction of its own, as one of 10,000 agents
 * fetches its command and says that it has it. Over as many connections as a server has. Milliseconds.
 */
export async function writeBareRows(databaseUrl: string, count: number): Promise<number> {
  const log = pino({ level: 'error' }, pino.destination(2));
  const pool = createPool({ connectionString: databaseUrl }, { log, max: CONNECTIONS, name: 'rustine bench' });
  try {
    await pool.query('drop table if exists bench_rows');
    await pool.query('create table bench_rows (like invocations including indexes including defaults)');
    const started = performance.now();
    await pool.query(
      `insert into bench_rows (id, work_request_id, instance_id, state, reason, deadline_at, timeout_seconds, created_at)
        select 'inv-' || n, 'wr-1', 'mi-' || n, 'PENDING', '', now() + interval '1 hour', 3600, now()
        from generate_series(1, $1::integer) n`,
      [count],
    );
    await updateEach(pool, count, 'offered', 'update bench_rows set offered_at = now() where id = $1');
    await updateEach(
      pool,
      count,
      'delivered',
      `update bench_rows set state = 'DELIVERED', delivered_at = now() where id = $1`,
    );
    return performance.now() - started;
  } finally {
    await pool.query('drop table if exists bench_rows');
    await pool.end();
  }
}

async function updateEach(pool: Pool, count: number, name: string, text: string): Promise<void> {
  let next = 1;
  const work = async (): Promise<void> => {
    for (; next <= count;) {
      const id = next;
      next += 1;
      await pool.query({ name, text, values: [`inv-${id}`] });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

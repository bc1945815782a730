import { createPool, type DatabaseAddress } from '../../../../apps/server/src/db/connect.ts';
import { noLog } from './no-log.ts';

/** A job of the queue is late when it could have run for so long, in seconds. */
const LATE_SECONDS = 30;

/** What is stuck when all nights are over: jobs that nobody runs, power sessions and leases that nobody ends. */
export async function stuckThings(address: DatabaseAddress): Promise<string[]> {
  const pool = createPool(address, { log: noLog, max: 1, name: 'rustine nights' });
  try {
    const { rows } = await pool.query<{ what: string }>(`
      select format('job %s (%s) is stuck: attempt %s, %s', id, task_identifier, attempts, coalesce(last_error, '')) as what
      from graphile_worker.jobs
      where (run_at < now() - interval '${LATE_SECONDS} seconds' and attempts < max_attempts)
        or attempts >= max_attempts
        or locked_at < now() - interval '${LATE_SECONDS} seconds'
      union all
      select format('the power session of %s is %s', instance_id, phase) from power_sessions where phase <> 'ENDED'
      union all
      select format('%s holds a lease', instance_id) from reboot_leases`);
    return rows.map(({ what }) => what);
  } finally {
    await pool.end();
  }
}

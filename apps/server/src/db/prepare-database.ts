import { migrateQueue } from '../queue/migrate-queue.ts';
import type { DatabaseAddress } from './connect.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';

/** Everything a database needs before the server may use it: our tables, then the queue's. */
export async function prepareDatabase(
  address: DatabaseAddress,
  { log, folder }: { log: Log; folder?: string },
): Promise<void> {
  await migrate(address, folder === undefined ? { log } : { log, folder });
  await migrateQueue(address, log);
}

import type { ServerConfig } from './config.ts';
import { connect, type Connection, type DatabaseAddress } from './db/connect.ts';
import { startEmbeddedPostgres } from './db/embedded/start-embedded-postgres.ts';
import type { Log } from './db/log.ts';
import { prepareDatabase } from './db/prepare-database.ts';

export interface OpenDatabase {
  readonly address: DatabaseAddress;
  readonly connection: Connection;
  readonly close: () => Promise<void>;
}

/** The PostgreSQL of `DATABASE_URL`, or the embedded one, migrated and connected. */
export async function openDatabase(config: ServerConfig, log: Log): Promise<OpenDatabase> {
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir, log }) : undefined;
  const address: DatabaseAddress = embedded?.poolConfig ?? { connectionString: config.databaseUrl! };
  try {
    await prepareDatabase(address, { log });
    const connection = connect(address, { log });
    return {
      address,
      connection,
      close: async () => {
        await connection.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

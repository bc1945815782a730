import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

export interface EngineOptions {
  /** Where DuckDB may spill; a directory of the lake, so that it is the lake's disk that fills. */
  readonly temporaryDirectory: string;
  /** DuckDB's own limit, for example `512MB`; the process holds more than this. */
  readonly memoryLimit: string;
  readonly threads?: number;
}

export interface Engine {
  /**
   * The connection to work on until the next error. DuckDB answers nothing more after an internal error; then it is
   * opened anew, which loses nothing but time.
   */
  revive(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * An in-memory DuckDB over files: a database file would admit one process, Parquet does not care. It never fetches an
 * extension from the network, and its settings are locked once made.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  let { instance, connection } = await open(options);
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return {
    async revive() {
      const alive = await connection.run('SELECT 1').then(
        () => true,
        () => false,
      );
      if (!alive) {
        close();
        ({ instance, connection } = await open(options));
      }
      return connection;
    },
    close,
  };
}

async function open(options: EngineOptions): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    memory_limit: options.memoryLimit,
    temp_directory: options.temporaryDirectory,
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  });
  const connection = await instance.connect();
  // Order inside a part means nothing, and keeping it would hold whole files in memory.
  for (const setting of [`TimeZone = 'UTC'`, 'preserve_insertion_order = false', 'lock_configuration = true']) {
    await connection.run(`SET ${setting}`);
  }
  return { instance, connection };
}

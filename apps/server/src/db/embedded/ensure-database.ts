import pg from 'pg';

/** Makes our database in a cluster that has none yet. A second try after a kill finds it or makes it. */
export async function ensureDatabase(config: {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}): Promise<void> {
  const client = new pg.Client({ ...config, database: 'postgres', connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [config.database]);
    if (rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(config.database)}`);
    }
  } finally {
    await client.end();
  }
}

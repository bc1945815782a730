import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';

/** How many rows there are, and a sum over their records in which no order counts. */
export interface Figures {
  readonly rows: number;
  readonly sum: bigint;
}

/** What one record adds to the sum: the first 32 bits of its SHA-256. */
export function sumOf(record: string): bigint {
  return BigInt(createHash('sha256').update(record).digest().readUInt32BE(0));
}

/** The same by the engine, over what a file holds. */
export async function figuresOfPart(connection: DuckDBConnection, part: string): Promise<Figures> {
  const answer = await connection.runAndReadAll(
    `SELECT count(*)::INTEGER AS part_rows, coalesce(sum(('0x' || sha256(record)[1:8])::UBIGINT), 0)::VARCHAR AS part_sum
     FROM read_parquet($part)`,
    { part },
  );
  const [row] = answer.getRowObjectsJS();
  return { rows: row?.['part_rows'] as number, sum: BigInt(row?.['part_sum'] as string) };
}

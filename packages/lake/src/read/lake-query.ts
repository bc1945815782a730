import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { z } from 'zod';
import type { LakeTable } from '../ingest/lake-paths.ts';

/**
 * A question to the lake as a value: the same SQL can be shown, tested and run elsewhere. Tables go by their names in
 * the lake with underscores (`available_updates`, `ingested_reports`); a placeholder is `$name`, cast in the SQL.
 */
export interface LakeQuery<Params, Row> {
  readonly name: string;
  readonly reads: readonly LakeTable[];
  /** Days outside which there is nothing to find (YYYY-MM-DD); without it the parts of all days are opened. */
  readonly days?: (params: Params) => readonly string[];
  readonly sql: string;
  /** How parameters become placeholders; a type is given where NULL or an empty list would leave it open. */
  readonly bind: (params: Params) => { values: Record<string, DuckDBValue>; types?: Record<string, DuckDBType> };
  readonly params: z.ZodType<Params>;
  readonly row: z.ZodType<Row>;
}

export function tableName(table: LakeTable): string {
  return table.replaceAll('-', '_');
}

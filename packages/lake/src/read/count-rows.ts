import type { ReportKind } from '@rustine/contract';
import { z } from 'zod';
import { REGISTER } from '../ingest/lake-paths.ts';
import { tableName, type LakeQuery } from './lake-query.ts';

const CountRow = z.object({ rows: z.bigint().transform(Number), reports: z.bigint().transform(Number) });
export type CountRow = z.infer<typeof CountRow>;

const NoParams = z.object({});

/** How many rows and reports of a kind count, that is, of reports that stand in the register. */
export function countRows(kind: ReportKind): LakeQuery<z.infer<typeof NoParams>, CountRow> {
  return {
    name: `count-rows-${kind}`,
    reads: [REGISTER, kind],
    sql: `SELECT
  (SELECT count(*) FROM ${tableName(kind)} AS part SEMI JOIN ingested_reports AS register ON register.report_id = part.report_id) AS rows,
  (SELECT count(*) FROM ingested_reports WHERE kind = '${kind}') AS reports`,
    bind: () => ({ values: {} }),
    params: NoParams,
    row: CountRow,
  };
}

import { join } from 'node:path';
import type { ReportKind } from '@rustine/contract';
import type { HistoryTable } from '../history/history-tables.ts';

/** Version of the layout (docs/adr/0005-lake-layout.md); readers of another version look elsewhere. */
const LAYOUT = 'v1';

/** One row for each ingested report: it is what makes the report's rows count. */
export const REGISTER = 'ingested-reports';

export type LakeTable = ReportKind | typeof REGISTER | HistoryTable;

export function partPath(lakeRoot: string, table: LakeTable, part: { date: string; batchId: string }): string {
  return join(lakeRoot, LAYOUT, table, `date=${part.date}`, `part-${part.batchId}.parquet`);
}

/** Matches every part of a table, or those of one day. The root is taken literally, whatever characters it has. */
export function partsGlob(lakeRoot: string, table: LakeTable, date = '*'): string {
  return join(lakeRoot.replaceAll(/[[*?]/g, '[$&]'), LAYOUT, table, `date=${date}`, 'part-*.parquet');
}

/** In the lake's own file system, so that a rename out of it is atomic; no glob of a reader looks here. */
export function temporaryPath(lakeRoot: string): string {
  return join(lakeRoot, 'tmp');
}

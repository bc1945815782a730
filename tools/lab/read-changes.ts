import { getReportContent, listReports, unwrap, type Invocation, type RustineClient } from '@rustine/sdk';
import { parseRecords } from '../../packages/documents/src/testing/run-built-in.ts';
import type { Change } from './account.ts';

/** What the run says it changed, from its report `new-updates`; nothing when it sent none. */
export async function readChanges(
  client: RustineClient,
  { workRequestId, id }: Pick<Invocation, 'workRequestId' | 'id'>,
): Promise<Change[]> {
  const { items } = await unwrap(listReports({ client, query: { workRequestId, kind: 'new-updates' } }));
  const report = items.find(({ invocationId }) => invocationId === id);
  if (report === undefined) return [];
  const content: unknown = await unwrap(getReportContent({ client, path: { reportId: report.id }, parseAs: 'text' }));
  if (typeof content !== 'string') throw new Error(`the report ${report.id} is no text`);
  return parseRecords(content).map((row) => ({
    name: row['name'] ?? '',
    architecture: row['architecture'] ?? '',
    action: row['action'] ?? '',
    oldVersion: row['old_version'] ?? '',
    newVersion: row['new_version'] ?? '',
  }));
}

import { CodedError } from '@rustine/contract';
import type { LentFile, ObjectStore } from '@rustine/lake';
import type { ReportRow } from '../report-row.ts';

export interface LentMembers extends AsyncDisposable {
  /** Local paths by report id; a report whose object is gone has none. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Borrows the files of a batch; they go back together. */
export async function lendMembers(store: ObjectStore, reports: readonly ReportRow[]): Promise<LentMembers> {
  const stack = new AsyncDisposableStack();
  try {
    const paths = new Map<string, string>();
    for (const report of reports) {
      const file = await lend(store, report.key);
      if (file !== null) paths.set(report.id, stack.use(file).path);
    }
    return { paths, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function lend(store: ObjectStore, key: string): Promise<LentFile | null> {
  try {
    return await store.lend(key);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

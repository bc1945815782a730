import { rows, type ObjectStore } from '@rustine/lake';
import type { Db } from '../../db/connect.ts';
import { listNewUpdates } from './sql/list-new-updates.ts';

/** One row of a `new-updates` report; what is not known is empty. */
export interface NewUpdate {
  readonly invocationId: string;
  readonly name: string;
  readonly architecture: string;
  readonly action: string;
  readonly newVersion: string;
}

/**
 * The rows of the ingested `new-updates` reports of these invocations, read from the store one report after another, so
 * that memory holds a batch of rows. @throws CodedError UNAVAILABLE or NOT_FOUND when the store cannot give a report.
 */
export async function* newUpdatesOf(
  { db, store }: { readonly db: Db; readonly store: ObjectStore },
  invocationIds: readonly string[],
): AsyncGenerator<NewUpdate> {
  for (const { invocationId, key } of await listNewUpdates(db, invocationIds)) {
    await using file = await store.lend(key);
    for await (const batch of rows(file.path, 'new-updates')) {
      for (const { name, architecture, action, new_version: newVersion } of batch) {
        yield {
          invocationId,
          name: String(name),
          architecture: String(architecture ?? ''),
          action,
          newVersion: String(newVersion ?? ''),
        };
      }
    }
  }
}

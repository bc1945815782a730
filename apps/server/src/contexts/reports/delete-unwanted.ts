import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../db/connect.ts';
import { forgetUnwanted, listUnwanted } from './sql/unwanted-objects.ts';

const PAGE = 500;

/** Deletes what nobody keeps any more. An object that is gone already, or never came, is as good as deleted. */
export async function deleteUnwanted({ db, store }: { db: Db; store: ObjectStore }): Promise<void> {
  for (let after = ''; ;) {
    const keys = await listUnwanted(db, { after, limit: PAGE });
    for (const key of keys) {
      await store.delete(key);
      await forgetUnwanted(db, key);
    }
    if (keys.length < PAGE) return;
    after = keys.at(-1)!;
  }
}

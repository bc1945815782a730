import { closedCves } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import { insertUpdateCves, listUnsettledPairs } from '../sql/unsettled-pairs.ts';

/** Pairs in memory at once; each may name thousands of CVEs. */
const PAGE = 100;

/** Works out the CVEs of every update whose changelogs are known, once a pair of versions for the whole fleet. */
export async function settlePairs(db: Db): Promise<void> {
  for (let pairs = await listUnsettledPairs(db, PAGE); pairs.length > 0; pairs = await listUnsettledPairs(db, PAGE)) {
    for (const pair of pairs) await insertUpdateCves(db, pair, closedCves(pair.candidateCves, pair.installedCves));
  }
}

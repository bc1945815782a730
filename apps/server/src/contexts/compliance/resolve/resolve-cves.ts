import { randomUUID } from 'node:crypto';
import { CodedError } from '@rustine/contract';
import { changelogItem, planChangelogAsks, type ChangelogAsk } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { ComplianceNeeds } from '../needs.ts';
import { closeAsk } from '../sql/answer-changelogs.ts';
import {
  claimChangelogs,
  deleteAsk,
  insertAsk,
  refuseChangelogs,
  setAskItems,
  type Ask,
} from '../sql/claim-changelogs.ts';
import { listWantedChangelogs } from '../sql/list-wanted-changelogs.ts';
import { closeEndedAsks, giveUpOnChangelogs } from '../sql/release-asks.ts';
import { listUnsentAsks, noteSentAsk } from '../sql/unsent-asks.ts';
import { ASK_KEY_PREFIX } from './ask-key.ts';
import { DELIVERY_SECONDS } from './rules.ts';
import { settlePairs } from './settle-pairs.ts';

export interface ResolveCvesDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: Pick<ComplianceNeeds, 'work'>;
}

/**
 * Brings the CVEs of missing security updates forward: works out what the known changelogs tell, and asks one agent of
 * the fleet for each changelog that is still missing. Every stage is safe to repeat and to run beside itself.
 */
export async function resolveCves(deps: ResolveCvesDeps): Promise<void> {
  await settlePairs(deps.db);
  await closeEndedAsks(deps.db);
  await giveUpOnChangelogs(deps.db);
  const now = deps.clock();
  const { asks, unaskable } = planChangelogAsks(await listWantedChangelogs(deps.db, now));
  if (unaskable.length > 0) await refuseChangelogs(deps.db, unaskable);
  for (const ask of asks) await writeDown(deps.db, ask, now);
  for (const ask of await listUnsentAsks(deps.db)) await send(deps, ask);
}

/** Claims what the ask is about before anyone is asked; what a rival claimed meanwhile is left to it. */
async function writeDown(db: Db, { instanceId, wanted }: ChangelogAsk, now: Date): Promise<void> {
  await withTransaction(db, async (tx) => {
    const askId = randomUUID();
    await insertAsk(tx, { id: askId, instanceId, items: [] });
    const won = await claimChangelogs(tx, { askId, wanted, now });
    if (won.length === 0) await deleteAsk(tx, askId);
    else await setAskItems(tx, askId, won.map(changelogItem));
  });
}

/** The ask's id is the key of the work, so a death between the two, or two servers at once, send it once. */
async function send({ db, log, needs }: ResolveCvesDeps, ask: Ask): Promise<void> {
  try {
    const { workRequestId, invocationIds } = await needs.work.startWork({
      documentName: 'Rustine-ResolveCves',
      instanceIds: [ask.instanceId],
      parameters: { packages: [...ask.items] },
      createdBy: 'rustine',
      idempotencyKey: ASK_KEY_PREFIX + ask.id,
      deliverySeconds: DELIVERY_SECONDS,
    });
    await withTransaction(db, (tx) =>
      noteSentAsk(tx, ask.id, { workRequestId, invocationId: invocationIds[0] ?? null }),
    );
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    log.error({ err: error, askId: ask.id }, 'changelogs could not be asked for');
    await withTransaction(db, (tx) => closeAsk(tx, ask.id));
  }
}

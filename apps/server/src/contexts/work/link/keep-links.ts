import { LINK_PING_SECONDS } from '@rustine/contract';
import type { Db, DatabaseAddress } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import type { FleetNeeds } from '../needs.ts';
import { instancesWithInbox } from '../sql/wake.ts';
import type { LinkRegistry } from './link-registry.ts';
import { listenForWakes } from './listen-for-wakes.ts';

/** An open link proves that an instance is there; its row is written this seldom, because a fleet has many rows. */
const SEEN_EVERY_MS = 60_000;

export interface KeepLinksOptions {
  readonly db: Db;
  readonly address: DatabaseAddress;
  readonly log: Log;
  readonly clock: () => Date;
  readonly registry: LinkRegistry;
  readonly fleet: Pick<FleetNeeds, 'noteSeen'>;
}

/** Keeps the links of this replica alive and wakes them; `stop` ends them, so that agents go to another replica. */
export async function keepLinks({
  db,
  address,
  log,
  clock,
  registry,
  fleet,
}: KeepLinksOptions): Promise<{ stop(): Promise<void> }> {
  const listener = await listenForWakes({
    address,
    log,
    onWake: (instanceIds) => registry.wake(instanceIds),
    onListening: async () => registry.wake(await instancesWithInbox(db, registry.instances(), clock())),
  });
  const pings = setInterval(() => registry.ping(), LINK_PING_SECONDS * 1000);
  let noting: Promise<void> = Promise.resolve();
  const seen = setInterval(() => {
    noting = noteAll().catch((error: unknown) => log.warn({ err: error }, 'could not note which agents are connected'));
  }, SEEN_EVERY_MS);
  const noteAll = async (): Promise<void> => {
    const instanceIds = registry.instances();
    if (instanceIds.length > 0) await fleet.noteSeen(instanceIds, clock());
  };
  return {
    async stop() {
      clearInterval(pings);
      clearInterval(seen);
      await listener.stop();
      registry.closeAll();
      await noting;
    },
  };
}

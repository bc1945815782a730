import { ONLINE_SECONDS_MAX } from '@rustine/domain';
import type { FastifyInstance } from 'fastify';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { createHandlers, type QuorumHandlers } from './handlers.ts';
import type { QuorumDeps } from './quorum-deps.ts';
import { registerPostRebootLease } from './routes/post-reboot-lease.ts';
import { releaseProven } from './sql/leases.ts';
import { isInAnySet } from './sql/sets.ts';

export interface Quorum {
  readonly handlers: QuorumHandlers;
  /** POST reboot-leases, on a scope that has authenticated the agent. */
  readonly agentRoutes: (app: FastifyInstance) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Whether an instance may reboot with a lease alone. */
  readonly needsLease: (reader: Db, instanceId: string) => Promise<boolean>;
}

/** Instances of which only some may be down at a time: who reboots has a lease, until the machine is proved to be back. */
export function createQuorum(deps: QuorumDeps): Quorum {
  const release = async (): Promise<void> => {
    const onlineSince = new Date(deps.clock().getTime() - ONLINE_SECONDS_MAX * 1000);
    await withTransaction(deps.db, (tx) => releaseProven(tx, { onlineSince }));
  };
  const sweeping = repeatEachMinute(release, { log: deps.log, name: 'release-leases' });
  return {
    handlers: createHandlers(deps),
    agentRoutes: (app) => registerPostRebootLease(app, deps),
    start: () => sweeping.start(),
    stop: () => sweeping.stop(),
    needsLease: isInAnySet,
  };
}

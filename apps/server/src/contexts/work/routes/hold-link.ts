import type { FastifyInstance } from 'fastify';
import type { Db } from '../../../db/connect.ts';
import { instanceIdOf } from '../../../http/require-agent.ts';
import type { LinkRegistry } from '../link/link-registry.ts';
import type { FleetNeeds } from '../needs.ts';
import { instancesWithInbox } from '../sql/wake.ts';

export interface HoldLinkDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly registry: LinkRegistry;
  readonly fleet: Pick<FleetNeeds, 'noteSeen'>;
}

/** GET /link: the request that an agent holds open, Server-Sent Events without a body of interest (contract/agent/check-in). */
export function registerHoldLink(app: FastifyInstance, { db, clock, registry, fleet }: HoldLinkDeps): void {
  app.get('/link', { schema: { hide: true } }, async (request, reply) => {
    const instanceId = instanceIdOf(request);
    await fleet.noteSeen([instanceId], clock());
    const { raw } = reply;
    reply.hijack();
    request.raw.socket.setTimeout(0);
    request.raw.socket.setKeepAlive(true, 60_000);
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // A buffering proxy would hold an event back until many are there.
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    // First the link, then the look at what waits: a command made between the two finds the link.
    registry.add(instanceId, raw);
    try {
      registry.wake(await instancesWithInbox(db, [instanceId], clock()));
    } catch (error) {
      request.log.warn({ err: error, instanceId }, 'could not look at what waits for an agent that connected');
      registry.close(instanceId);
    }
  });
}

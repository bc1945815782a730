import { AgentInbox } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import type { Db } from '../../../db/connect.ts';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { cancelsOf, offerCommands } from '../sql/inbox.ts';

/** GET /inbox: what waits for the agent that asks. */
export function registerGetInbox(
  app: FastifyInstance,
  { db, clock }: { readonly db: Db; readonly clock: () => Date },
): void {
  app.get('/inbox', { schema: { hide: true, response: { 200: AgentInbox } } }, async (request): Promise<AgentInbox> => {
    const instanceId = instanceIdOf(request);
    const commands = await offerCommands(db, instanceId, clock());
    return { commands, cancel: await cancelsOf(db, instanceId) };
  });
}

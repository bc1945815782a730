import { AgentInbox } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import type { Db } from '../../../db/connect.ts';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { heedFreezes, untilFreeze, type HeedDeps } from '../gate/heed-freezes.ts';
import type { QuorumNeeds } from '../needs.ts';
import { signCommands, type SignCommandsDeps } from '../sign-commands.ts';
import { cancelsOf, offerCommands } from '../sql/inbox.ts';

export interface GetInboxDeps extends SignCommandsDeps {
  readonly needs: SignCommandsDeps['needs'] & HeedDeps['needs'] & { readonly quorum: QuorumNeeds };
  readonly db: Db;
  readonly clock: () => Date;
}

/** GET /inbox: what waits for the agent that asks. */
export function registerGetInbox(app: FastifyInstance, deps: GetInboxDeps): void {
  const { db, clock } = deps;
  app.get('/inbox', { schema: { hide: true, response: { 200: AgentInbox } } }, async (request): Promise<AgentInbox> => {
    const instanceId = instanceIdOf(request);
    const ask = { instanceId, at: clock() };
    const frozen = await heedFreezes(deps, ask);
    const offered = await offerCommands(db, instanceId, { now: clock(), frozen });
    const commands = await untilFreeze(deps, ask, offered);
    const rebootLease = commands.length > 0 && (await deps.needs.quorum.needsLease(db, instanceId));
    const signed = await signCommands(deps, { instanceId, rebootLease }, commands);
    return { commands: signed, cancel: await cancelsOf(db, instanceId) };
  });
}

import { AgentParametersRequest, AgentParametersResponse } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { handOver, type HandOverDeps } from '../hand-over.ts';

/** POST /agent/parameters: the stored values that an open invocation of the agent's instance refers to. */
export function registerPostParameters(app: FastifyInstance, deps: HandOverDeps): void {
  app.post(
    '/parameters',
    { schema: { hide: true, body: AgentParametersRequest, response: { 200: AgentParametersResponse } } },
    async (request, reply) => {
      // Secrets travel here, and nothing between server and agent may keep them.
      reply.header('cache-control', 'no-store');
      return handOver(deps, {
        instanceId: instanceIdOf(request),
        request: request.body as AgentParametersRequest,
        requestId: request.id,
      });
    },
  );
}

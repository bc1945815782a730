import { PostEventsRequest, PostEventsResponse } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { applyEvents, type ApplyDeps } from '../apply-events.ts';

/** Room for 200 pieces of output of 64 KiB each, and for JSON's escapes. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;

/** POST /events: what an agent tells of its invocations. */
export function registerPostEvents(app: FastifyInstance, deps: ApplyDeps): void {
  app.post(
    '/events',
    {
      bodyLimit: BODY_BYTES_MAX,
      schema: { hide: true, body: PostEventsRequest, response: { 200: PostEventsResponse } },
    },
    async (request): Promise<PostEventsResponse> => {
      const { events } = request.body as PostEventsRequest;
      return { acknowledged: await applyEvents(deps, instanceIdOf(request), events) };
    },
  );
}

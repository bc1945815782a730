import { RebootLeaseRequest, RebootLeaseResponse } from '@rustine/contract';
import type { FastifyInstance } from 'fastify';
import { instanceIdOf } from '../../../http/require-agent.ts';
import { askLease } from '../ask-lease.ts';
import type { QuorumDeps } from '../quorum-deps.ts';

/** POST /reboot-leases: an agent asks whether its machine may reboot now. */
export function registerPostRebootLease(app: FastifyInstance, deps: QuorumDeps): void {
  app.post(
    '/reboot-leases',
    { schema: { hide: true, body: RebootLeaseRequest, response: { 200: RebootLeaseResponse } } },
    async (request): Promise<RebootLeaseResponse> =>
      askLease(deps, instanceIdOf(request), request.body as RebootLeaseRequest),
  );
}

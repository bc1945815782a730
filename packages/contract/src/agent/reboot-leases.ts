import { z } from 'zod';
import { InvocationId } from '../ids.ts';

/** Before it reboots a machine that others depend on, the agent asks whether it may, for the runs that asked for it. */
export const RebootLeaseRequest = z.object({ invocationIds: z.array(InvocationId).min(1).max(50) });
export type RebootLeaseRequest = z.infer<typeof RebootLeaseRequest>;

/**
 * GRANTED: reboot now. WAIT: too many of those that belong together are down; ask again in `retrySeconds`. DENIED: it
 * has waited for as long as a run may.
 */
export const RebootLeaseResponse = z.object({
  decision: z.enum(['GRANTED', 'WAIT', 'DENIED']),
  reason: z.string().max(2000),
  retrySeconds: z.int().min(1).max(3600),
});
export type RebootLeaseResponse = z.infer<typeof RebootLeaseResponse>;

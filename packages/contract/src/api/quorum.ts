import { z } from 'zod';
import { CompartmentId, InstanceId, InvocationId, QuorumSetId } from '../ids.ts';
import { InstanceStatus } from '../states.ts';
import { plainLine } from './plain-text.ts';

/** A permission to be down for a reboot, held until the machine is proved to be back. */
export const RebootLease = z
  .object({
    instanceId: InstanceId,
    instanceName: z.string(),
    invocationId: InvocationId,
    grantedAt: z.iso.datetime(),
    /** It was expected back by then; until it is back, or a person releases the lease, it counts as down. */
    expectedBackBy: z.iso.datetime(),
  })
  .meta({ id: 'RebootLease' });
export type RebootLease = z.infer<typeof RebootLease>;

/** Of these instances at most `maxDown` may be down at a time. */
export const QuorumSet = z
  .object({
    id: QuorumSetId,
    compartmentId: CompartmentId,
    name: z.string(),
    maxDown: z.int(),
    members: z.array(z.object({ instanceId: InstanceId, name: z.string(), status: InstanceStatus })),
    leases: z.array(RebootLease),
    /** Invocations that wait for a lease, the longest first. */
    waiting: z.array(
      z.object({ instanceId: InstanceId, invocationId: InvocationId, since: z.iso.datetime(), reason: z.string() }),
    ),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'QuorumSet' });
export type QuorumSet = z.infer<typeof QuorumSet>;

const quorumSpec = {
  name: plainLine(100),
  maxDown: z.int().min(1).max(1000),
  instanceIds: z.array(InstanceId).min(2).max(1000),
};

export const CreateQuorumSetRequest = z
  .strictObject({ ...quorumSpec, compartmentId: CompartmentId.optional() })
  .meta({ id: 'CreateQuorumSetRequest' });
export type CreateQuorumSetRequest = z.infer<typeof CreateQuorumSetRequest>;

export const UpdateQuorumSetRequest = z
  .strictObject({ ...quorumSpec, compartmentId: CompartmentId })
  .partial()
  .meta({ id: 'UpdateQuorumSetRequest' });
export type UpdateQuorumSetRequest = z.infer<typeof UpdateQuorumSetRequest>;

export const ReleaseLeaseRequest = z.strictObject({ reason: plainLine(500) }).meta({ id: 'ReleaseLeaseRequest' });
export type ReleaseLeaseRequest = z.infer<typeof ReleaseLeaseRequest>;

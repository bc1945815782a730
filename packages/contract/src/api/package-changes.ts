import { z } from 'zod';
import { PackageChange } from '../agent/package-changes.ts';
import { InstanceId, InvocationId } from '../ids.ts';

/** A package change on an instance, with what the server knows about it. */
export const InstancePackageChange = PackageChange.extend({
  instanceId: InstanceId,
  displayName: z.string(),
  /** The run that was under way on the instance at that time; null: it was not Rustine. */
  invocationId: InvocationId.nullable(),
  /** Whether a maintenance window was open, as they were when the change was told; null: none covers the instance. */
  windowOpen: z.boolean().nullable(),
  receivedAt: z.iso.datetime(),
}).meta({ id: 'InstancePackageChange' });
export type InstancePackageChange = z.infer<typeof InstancePackageChange>;

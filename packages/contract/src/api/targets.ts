import { z } from 'zod';
import { CompartmentId, GroupId, InstanceId } from '../ids.ts';
import { Labels } from './labels.ts';

/**
 * Which instances something is done to: the union of the instances named, the members of the groups named, and the
 * instances that have all the labels and are in the compartment (with its subtree if recursive). Labels alone look
 * everywhere; a compartment alone means all of its instances.
 */
export const Targets = z
  .strictObject({
    instanceIds: z.array(InstanceId).min(1).max(50_000).optional(),
    groupIds: z.array(GroupId).min(1).max(100).optional(),
    labels: Labels.refine((labels) => Object.keys(labels).length > 0, 'name at least one label').optional(),
    compartmentId: CompartmentId.optional(),
    recursive: z.boolean().optional(),
  })
  .refine(
    ({ instanceIds, groupIds, labels, compartmentId }) =>
      [instanceIds, groupIds, labels, compartmentId].some((way) => way !== undefined),
    'name targets by instanceIds, groupIds, labels or compartmentId',
  )
  .meta({ id: 'Targets' });
export type Targets = z.infer<typeof Targets>;

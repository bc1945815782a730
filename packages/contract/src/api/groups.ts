import { z } from 'zod';
import { CompartmentId, GroupId, InstanceId } from '../ids.ts';
import { OsFamily } from '../states.ts';
import { Labels } from './labels.ts';
import { plainLine } from './plain-text.ts';

/** `*` stands for any text, `?` for one character; the case of letters makes no difference. */
export const Glob = plainLine(200);

/** Which instances are in a dynamic group: those that meet every condition named here. */
export const GroupRule = z
  .strictObject({
    labels: Labels.refine((labels) => Object.keys(labels).length > 0, 'name at least one label').optional(),
    osFamily: OsFamily.optional(),
    /** Of the name that a person knows it by, as `Debian*`. */
    osName: Glob.optional(),
    osVersion: Glob.optional(),
    compartmentId: CompartmentId.optional(),
    /** With the compartments below it. */
    recursive: z.boolean().optional(),
  })
  .refine(
    ({ labels, osFamily, osName, osVersion, compartmentId }) =>
      [labels, osFamily, osName, osVersion, compartmentId].some((condition) => condition !== undefined),
    'name at least one condition: labels, osFamily, osName, osVersion or compartmentId',
  )
  .meta({ id: 'GroupRule' });
export type GroupRule = z.infer<typeof GroupRule>;

export const ManagedInstanceGroup = z
  .object({
    id: GroupId,
    compartmentId: CompartmentId,
    name: z.string(),
    /** Null for a listed group, whose members are added and removed by hand. */
    rule: GroupRule.nullable(),
    /** How many instances are in it now. */
    members: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ManagedInstanceGroup' });
export type ManagedInstanceGroup = z.infer<typeof ManagedInstanceGroup>;

const GroupName = plainLine(100);

/** With a rule the group is dynamic, without one it is listed. It stays what it was made. */
export const CreateGroupRequest = z
  .strictObject({ name: GroupName, compartmentId: CompartmentId.optional(), rule: GroupRule.optional() })
  .meta({ id: 'CreateGroupRequest' });
export type CreateGroupRequest = z.infer<typeof CreateGroupRequest>;

/** What is not named stays as it is; a rule replaces the whole rule before it. */
export const UpdateGroupRequest = z
  .strictObject({ name: GroupName.optional(), compartmentId: CompartmentId.optional(), rule: GroupRule.optional() })
  .meta({ id: 'UpdateGroupRequest' });
export type UpdateGroupRequest = z.infer<typeof UpdateGroupRequest>;

export const GroupMembersRequest = z
  .strictObject({ instanceIds: z.array(InstanceId).min(1).max(50_000) })
  .meta({ id: 'GroupMembersRequest' });
export type GroupMembersRequest = z.infer<typeof GroupMembersRequest>;

import { z } from 'zod';
import { AutomaticUpdates } from '../agent/automatic-updates.ts';
import { CompartmentId, GroupId, InstanceId } from '../ids.ts';
import { CveState, InstanceStatus, OsFamily, UpdateType } from '../states.ts';
import { LabelChanges, Labels } from './labels.ts';
import { plainLine } from './plain-text.ts';
import { Targets } from './targets.ts';

/** A managed instance with the figures of its newest scan; figures are null until a scan is ingested. */
export const ManagedInstance = z
  .object({
    id: InstanceId,
    compartmentId: CompartmentId,
    displayName: z.string(),
    labels: Labels,
    hostname: z.string(),
    osFamily: OsFamily,
    osName: z.string(),
    osVersion: z.string(),
    kernelVersion: z.string(),
    architecture: z.string(),
    agentVersion: z.string(),
    status: InstanceStatus,
    enrolledAt: z.iso.datetime(),
    lastCheckInAt: z.iso.datetime().nullable(),
    lastBootAt: z.iso.datetime().nullable(),
    lastScanAt: z.iso.datetime().nullable(),
    updatesAvailable: z.int().nullable(),
    securityUpdates: z.int().nullable(),
    /** Distinct CVE ids over all missing security updates; null until a scan is ingested. */
    cves: z.int().nullable(),
    cveState: CveState.nullable(),
    rebootRequired: z.boolean().nullable(),
    installedPackages: z.int().nullable(),
  })
  .meta({ id: 'ManagedInstance' });
export type ManagedInstance = z.infer<typeof ManagedInstance>;

export const ManagedInstanceDetail = ManagedInstance.extend({
  /** The groups that it is in, listed and dynamic, by name. */
  groups: z.array(z.object({ id: GroupId, name: z.string(), dynamic: z.boolean() })),
  /** Of the updates that its system makes by itself; null while its agent has said nothing of them. */
  automaticUpdates: AutomaticUpdates.nullable(),
}).meta({ id: 'ManagedInstanceDetail' });
export type ManagedInstanceDetail = z.infer<typeof ManagedInstanceDetail>;

/** What is not named stays as it is. */
export const UpdateInstanceRequest = z
  .strictObject({
    displayName: plainLine(200).optional(),
    compartmentId: CompartmentId.optional(),
    labels: LabelChanges.optional(),
  })
  .meta({ id: 'UpdateInstanceRequest' });
export type UpdateInstanceRequest = z.infer<typeof UpdateInstanceRequest>;

/** The same change to many instances at once. */
export const UpdateInstancesRequest = z
  .strictObject({ targets: Targets, compartmentId: CompartmentId.optional(), labels: LabelChanges.optional() })
  .refine(({ compartmentId, labels }) => compartmentId !== undefined || labels !== undefined, 'name what to change')
  .meta({ id: 'UpdateInstancesRequest' });
export type UpdateInstancesRequest = z.infer<typeof UpdateInstancesRequest>;

/** How many instances were looked at, and how many of them are different now. */
export const UpdatedInstances = z.object({ targeted: z.int(), changed: z.int() }).meta({ id: 'UpdatedInstances' });
export type UpdatedInstances = z.infer<typeof UpdatedInstances>;

/** A change that the instance's package manager could make now. */
export const AvailableUpdate = z
  .object({
    name: z.string(),
    architecture: z.string(),
    installedVersion: z.string(),
    availableVersion: z.string(),
    updateType: UpdateType,
    severity: z.string(),
    advisory: z.string(),
    cves: z.array(z.string()),
    /** False while the server has not read this update's changelog yet; always true where the vendor's data names the CVEs. */
    cvesKnown: z.boolean(),
    repository: z.string(),
    sizeBytes: z.int().nullable(),
    rebootSuggested: z.boolean().nullable(),
  })
  .meta({ id: 'AvailableUpdate' });
export type AvailableUpdate = z.infer<typeof AvailableUpdate>;

export const InstalledSoftware = z
  .object({
    name: z.string(),
    version: z.string(),
    architecture: z.string(),
    publisher: z.string(),
    source: z.string(),
    installedAt: z.iso.datetime().nullable(),
    sizeBytes: z.int().nullable(),
  })
  .meta({ id: 'InstalledSoftware' });
export type InstalledSoftware = z.infer<typeof InstalledSoftware>;

/** The fleet in figures, for the first page. */
export const FleetOverview = z
  .object({
    instances: z.int(),
    byStatus: z.record(InstanceStatus, z.int()),
    byOs: z.array(z.object({ osName: z.string(), instances: z.int() })),
    scanned: z.int(),
    missingSecurityUpdates: z.int(),
    rebootRequired: z.int(),
    updatesAvailable: z.record(UpdateType, z.int()),
    distinctCves: z.int(),
    lastScanAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'FleetOverview' });
export type FleetOverview = z.infer<typeof FleetOverview>;

import { z } from 'zod';
import { CompartmentId, InstanceId } from '../ids.ts';
import { CveState, InstanceStatus, OsFamily, UpdateType } from '../states.ts';

export const Compartment = z
  .object({ id: CompartmentId, parentId: CompartmentId.nullable(), name: z.string() })
  .meta({ id: 'Compartment' });
export type Compartment = z.infer<typeof Compartment>;

/** A managed instance with the figures of its newest scan; figures are null until a scan is ingested. */
export const ManagedInstance = z
  .object({
    id: InstanceId,
    compartmentId: CompartmentId,
    displayName: z.string(),
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

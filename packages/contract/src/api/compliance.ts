import { z } from 'zod';
import { CompartmentId, GroupId, InstanceId } from '../ids.ts';
import { CveState } from '../states.ts';

/** One missing security update as the compliance report shows it. */
export const OutstandingUpdate = z.object({
  name: z.string(),
  architecture: z.string(),
  installedVersion: z.string(),
  availableVersion: z.string(),
  severity: z.string(),
  advisory: z.string(),
  cves: z.array(z.string()),
  cvesKnown: z.boolean(),
});
export type OutstandingUpdate = z.infer<typeof OutstandingUpdate>;

/** Who misses security updates. Instances that were never scanned are counted apart: unknown is not compliant. */
export const ComplianceReport = z
  .object({
    generatedAt: z.iso.datetime(),
    compartmentId: CompartmentId.nullable(),
    groupId: GroupId.nullable(),
    recursive: z.boolean(),
    totalInstances: z.int(),
    scannedInstances: z.int(),
    missingSecurityUpdates: z.int(),
    distinctCves: z.int(),
    instances: z.array(
      z.object({
        id: InstanceId,
        displayName: z.string(),
        compartmentId: CompartmentId,
        osName: z.string(),
        lastScanAt: z.iso.datetime().nullable(),
        rebootRequired: z.boolean().nullable(),
        updatesAvailable: z.int().nullable(),
        securityUpdates: z.int().nullable(),
        cves: z.int().nullable(),
        cveState: CveState.nullable(),
        /** Filled only when details are asked for. */
        outstanding: z.array(OutstandingUpdate),
      }),
    ),
  })
  .meta({ id: 'ComplianceReport' });
export type ComplianceReport = z.infer<typeof ComplianceReport>;

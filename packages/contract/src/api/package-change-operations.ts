import { z } from 'zod';
import { InstanceId } from '../ids.ts';
import type { Operation } from './operation.ts';
import { InstancePackageChange } from './package-changes.ts';
import { Instant } from './instant.ts';
import { pageOf, pageQuery } from './paging.ts';
import { flag, scopeQuery } from './scope.ts';

/** The part of the table of operations that is about what package managers did on the instances. */
export const packageChangeOperations = {
  listPackageChanges: {
    operationId: 'listPackageChanges',
    method: 'GET',
    path: '/package-changes',
    tag: 'fleet',
    summary: 'Package changes on the instances, by Rustine or by anyone, newest first',
    query: z.object({
      ...scopeQuery,
      instanceId: InstanceId.optional(),
      /** Only those made while no maintenance window of their instance was open; false: only the others. */
      outsideWindow: flag.optional(),
      /** From then on. */
      since: Instant.optional(),
      /** Before then. */
      until: Instant.optional(),
      /** A part of the package's name. */
      search: z.string().max(200).optional(),
      ...pageQuery,
    }),
    success: 200,
    response: pageOf(InstancePackageChange),
    errors: ['NOT_FOUND'],
  },
} as const satisfies Record<string, Operation>;

export type PackageChangeOperationId = keyof typeof packageChangeOperations;

import { z } from 'zod';

/** What a package manager did to one package. A package that was put in place again in the same version is INSTALLED. */
export const packageChangeActions = ['INSTALLED', 'UPGRADED', 'DOWNGRADED', 'REMOVED'] as const;
export const PackageChangeAction = z.enum(packageChangeActions);
export type PackageChangeAction = z.infer<typeof PackageChangeAction>;

const version = z.string().max(256);

/**
 * A change as the machine's own package manager has it, whoever asked for it. `at` is whole seconds of the machine's
 * clock; all members together name the change, so one that is told twice is known as the same.
 */
export const PackageChange = z.object({
  at: z.iso.datetime(),
  name: z.string().min(1).max(256),
  architecture: z.string().max(64),
  action: PackageChangeAction,
  /** Null when there was none, or nobody knows it. */
  oldVersion: version.nullable(),
  /** Null when none is there any more. */
  newVersion: version.nullable(),
});
export type PackageChange = z.infer<typeof PackageChange>;

/** Changes in one check-in; what is more comes with the next. */
export const PACKAGE_CHANGES_MAX = 500;

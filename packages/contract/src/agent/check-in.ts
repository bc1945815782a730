import { z } from 'zod';
import { AutomaticUpdatesWish } from './automatic-updates.ts';
import { InstanceFacts } from './enrollment.ts';
import { PACKAGE_CHANGES_MAX, PackageChange } from './package-changes.ts';

export const CheckInRequest = z.object({
  bootId: z.string().max(64),
  bootedAt: z.iso.datetime(),
  /** SHA-256 (hex) of the canonical facts; `facts` themselves come only when the server does not hold this hash. */
  factsHash: z.string().regex(/^[0-9a-f]{64}$/),
  facts: InstanceFacts.optional(),
  /** The oldest of those that the server has not taken yet. */
  packageChanges: z.array(PackageChange).max(PACKAGE_CHANGES_MAX).optional(),
});
export type CheckInRequest = z.infer<typeof CheckInRequest>;

export const CheckInResponse = z.object({
  serverTime: z.iso.datetime(),
  /** The server does not hold these facts: check in again with them. */
  factsWanted: z.boolean(),
  nextCheckInSeconds: z.int().min(1),
  /** A server that knows nothing of windows leaves the machine as it is. */
  automaticUpdates: AutomaticUpdatesWish.default('LEAVE'),
  /** The package changes of the request are kept; without it the agent tells them again. */
  packageChangesTaken: z.boolean().default(false),
});
export type CheckInResponse = z.infer<typeof CheckInResponse>;

/**
 * The held-open link is Server-Sent Events. Names: `inbox` (something waits, fetch it; data is empty), `ping` (keep-alive).
 * A line at least every LINK_PING_SECONDS; an agent that has heard nothing for twice that reconnects.
 */
export const LINK_PING_SECONDS = 20;

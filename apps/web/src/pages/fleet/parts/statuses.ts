import type { ManagedInstance } from '@rustine/sdk';

/** In the order in which they are shown. */
export const statuses = [
  'ONLINE',
  'REBOOTING',
  'STALE',
  'OFFLINE',
  'STOPPED',
] as const satisfies readonly ManagedInstance['status'][];

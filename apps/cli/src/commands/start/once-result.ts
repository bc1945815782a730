import type { ManagedInstance, Report } from '@rustine/sdk';

/** What `start --once --json` prints; programs read it, so fields are only ever added. */
export interface OnceResult {
  readonly instances: readonly Pick<
    ManagedInstance,
    'id' | 'hostname' | 'osName' | 'updatesAvailable' | 'securityUpdates' | 'cves' | 'rebootRequired'
  >[];
  readonly reports: readonly Pick<Report, 'kind' | 'key' | 'sha256' | 'rows' | 'state'>[];
}

export function onceResult(instances: readonly ManagedInstance[], reports: readonly Report[]): OnceResult {
  return {
    instances: instances.map(({ id, hostname, osName, updatesAvailable, securityUpdates, cves, rebootRequired }) => ({
      id,
      hostname,
      osName,
      updatesAvailable,
      securityUpdates,
      cves,
      rebootRequired,
    })),
    reports: reports.map(({ kind, key, sha256, rows, state }) => ({ kind, key, sha256, rows, state })),
  };
}

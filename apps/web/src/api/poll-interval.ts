/** Milliseconds between two looks. What moves is watched each second; what rests, now and then. */
export const pollMs = { live: 1_000, near: 5_000, calm: 15_000, large: 60_000 } as const;

/** A fleet of many pages is read less often, so that an open console does not weigh on the server. */
export function fleetPollMs(instances: number): number {
  return instances > 1_000 ? pollMs.large : pollMs.calm;
}

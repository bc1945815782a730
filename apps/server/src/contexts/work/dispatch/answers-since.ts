import { ONLINE_SECONDS_MAX } from '@rustine/domain';

export interface Patience {
  /** The server has begun to listen. */
  begin(): void;
  /** An instance whose last sign of life is older than this is not expected to answer. */
  answersSince(): Date;
}

/**
 * While no server ran no agent could give a sign of life, so for a while after the start all that ever gave one are
 * expected to answer: a fleet that comes back must not look like one that is off, and get everything at once.
 */
export function createPatience({ clock, graceMs }: { readonly clock: () => Date; readonly graceMs: number }): Patience {
  let begunAt = Number.NEGATIVE_INFINITY;
  return {
    begin() {
      begunAt = performance.now();
    },
    answersSince: () =>
      performance.now() - begunAt < graceMs ? new Date(0) : new Date(clock().getTime() - ONLINE_SECONDS_MAX * 1000),
  };
}

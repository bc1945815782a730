import { setTimeout as sleep } from 'node:timers/promises';
import type { Outbox } from '../journal/outbox.ts';

/** A server that is away holds up no run for longer. */
const HEARING_MS_MAX = 30_000;
const POLL_MS = 100;

/**
 * Waits until the server has heard that a run comes back in another boot, before a step of it begins: by its answer it is
 * known whether the machine was set back meanwhile (`endSetBack`).
 */
export async function awaitHearing(
  outbox: Pick<Outbox, 'waiting'>,
  invocationId: string,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + HEARING_MS_MAX;
  while (!signal.aborted && outbox.waiting().includes(invocationId) && performance.now() < until) await sleep(POLL_MS);
}

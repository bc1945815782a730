import { listReports, unwrap, type Report, type RustineClient } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { poll } from '../../follow/poll.ts';
import type { Step } from '../../output/progress.ts';
import { count } from '../../output/words.ts';

/** Ingest takes seconds; when for so long nothing moves, it is stuck. */
const STALLED_MS = 300_000;

/** Whether the work request has sent a report at all; one that failed early has not. */
export async function hasReports(
  workRequestId: string,
  { client, signal }: { client: RustineClient; signal: AbortSignal },
): Promise<boolean> {
  const ask = async () => (await unwrap(listReports({ client, query: { workRequestId, limit: 1 } }))).items.length > 0;
  return poll({ everyMs: 300, awayMs: Number.POSITIVE_INFINITY, signal, ask });
}

/** Waits until each report of the work request is in the lake, or refused with its reason. */
export async function awaitReports(
  workRequestId: string,
  { client, step, signal }: { client: RustineClient; step: Step; signal: AbortSignal },
): Promise<Report[]> {
  let movedAt = performance.now();
  let states = '';
  return poll({
    everyMs: 300,
    awayMs: Number.POSITIVE_INFINITY,
    signal,
    ask: async () => {
      const { items } = await unwrap(listReports({ client, query: { workRequestId, limit: 1000 } }));
      const settled = items.filter(({ state }) => isSettled(state));
      if (settled.length === items.length) return items;
      step.detail(`${settled.length} of ${count(items.length, 'report')}`);
      const now = items.map(({ id, state }) => `${id} ${state}`).join();
      if (now !== states) movedAt = performance.now();
      states = now;
      if (performance.now() - movedAt < STALLED_MS) return undefined;
      const waiting = items.filter(({ state }) => !isSettled(state)).map(({ kind, state }) => `${kind} (${state})`);
      throw new CliError(
        `The server does not take in the reports: ${waiting.join(', ')}. Its log says why.`,
        exitCodes.FAILED,
      );
    },
  });
}

function isSettled(state: Report['state']): boolean {
  switch (state) {
    case 'INGESTED':
    case 'QUARANTINED':
    case 'FAILED':
      return true;
    case 'GRANTED':
    case 'UPLOADED':
      return false;
    default:
      return state satisfies never;
  }
}

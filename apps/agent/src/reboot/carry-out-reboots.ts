import { setTimeout as sleep } from 'node:timers/promises';
import { giveUpReboot, type GiveUpNeeds } from './give-up-reboot.ts';
import { FLUSH_MS_MAX, GOING_DOWN_MS_MAX, PAUSE_BETWEEN_ATTEMPTS_MS, REBOOT_ATTEMPTS_MAX } from './reboot-limits.ts';
import type { RunGate } from './run-gate.ts';

export interface RebooterNeeds extends GiveUpNeeds {
  readonly gate: RunGate;
  /** How long other invocations that run may go on, in milliseconds; then they are stopped, to run again afterwards. */
  readonly waitMs: number;
  /** Waits until the machine may reboot; answers why it never may, or null. Rejects when `signal` aborts. */
  readonly awaitLease: (invocationIds: readonly string[], signal: AbortSignal) => Promise<string | null>;
  /** Tells the machine to reboot. Answers why it will not, or null when it said that it would. */
  readonly tellMachine: () => Promise<string | null>;
  /** Stops the invocations that run, as at a stop of the agent. */
  readonly halt: () => void;
  /** Takes all unfinished invocations on again. */
  readonly resume: () => void;
  /** Aborts when the agent stops, which is what a reboot does to it. */
  readonly signal: AbortSignal;
  readonly onFault: (error: unknown) => void;
}

export interface Rebooter {
  /** Carries out the reboots that are journalled; while it does, it is told once. */
  readonly begin: () => void;
  /** Ends when what it was doing has ended. */
  stop(): Promise<void>;
}

const POLL_MS = 100;

/**
 * Reboots the machine for all invocations that have asked: tells the server what there is to tell as far as it listens,
 * waits for the lease, lets the others end, journals the attempt, and only then acts. Nothing in it is needed after a
 * death: the next start reads the same intents and goes on.
 */
export function createRebooter(needs: RebooterNeeds): Rebooter {
  let underWay: Promise<void> | null = null;
  return {
    begin() {
      if (underWay || needs.signal.aborted || needs.reboots.pending().length === 0) return;
      needs.gate.close();
      underWay = carryOut(needs)
        .catch((error: unknown) => {
          if (!needs.signal.aborted) needs.onFault(error);
        })
        .finally(() => (underWay = null));
    },
    async stop() {
      await underWay;
    },
  };
}

async function carryOut(needs: RebooterNeeds): Promise<void> {
  for (;;) {
    await waitUntilTold(needs);
    dropCanceled(needs);
    // A lease may take hours: what runs goes on meanwhile, and is stopped only for a reboot that comes.
    if (!(await waitForLease(needs))) break;
    await waitForOthers(needs);
    await waitUntilTold(needs);
    dropCanceled(needs);
    if (needs.reboots.pending().length === 0) break;
    const owed = needs.reboots.pending();
    needs.reboots.noteAttempt();
    needs.log.warn({ invocationIds: owed.map(({ invocationId }) => invocationId) }, 'the machine reboots');
    const refusal = (await needs.tellMachine()) ?? (await waitForEnd(needs));
    needs.log.error(refusal);
    // A command that was cut off by the very shutdown that it began looks like one that failed: the signal tells.
    await sleep(PAUSE_BETWEEN_ATTEMPTS_MS, undefined, { signal: needs.signal });
    const hopeless = needs.reboots.pending().filter(({ attempts }) => attempts >= REBOOT_ATTEMPTS_MAX);
    for (const reboot of hopeless) giveUpReboot(needs, reboot, `${refusal} It was told to ${reboot.attempts} times.`);
    if (needs.reboots.pending().length === 0) break;
  }
  needs.gate.open();
  needs.resume();
}

/** No other invocation begins meanwhile; those that do not end in time are stopped, and run again from their step's top. */
async function waitForOthers(needs: RebooterNeeds): Promise<void> {
  const isQuiet = () => needs.gate.inside() === 0 || allCanceled(needs);
  if (await waitFor(isQuiet, needs.waitMs, needs.signal)) return;
  needs.log.warn(
    { running: needs.gate.inside() },
    'what still runs is stopped for the reboot, and runs again after it',
  );
  needs.halt();
  await waitFor(isQuiet, Number.POSITIVE_INFINITY, needs.signal);
}

/** The server may be away; the machine reboots all the same. */
async function waitUntilTold(needs: RebooterNeeds): Promise<void> {
  const isTold = () => {
    const waiting = new Set(needs.outbox.waiting());
    return needs.reboots.pending().every(({ invocationId }) => !waiting.has(invocationId)) || allCanceled(needs);
  };
  await waitFor(isTold, FLUSH_MS_MAX, needs.signal);
}

/**
 * Of machines that belong together only some may be down: who may not yet, waits, and hears meanwhile of a cancel. False
 * when no reboot is left to be carried out.
 */
async function waitForLease(needs: RebooterNeeds): Promise<boolean> {
  const over = new AbortController();
  const watched = AbortSignal.any([needs.signal, over.signal]);
  const lease = needs.awaitLease(
    needs.reboots.pending().map(({ invocationId }) => invocationId),
    watched,
  );
  const canceled = waitFor(() => allCanceled(needs), Number.POSITIVE_INFINITY, watched).then(() => null);
  try {
    const denial = await Promise.race([lease, canceled]);
    if (denial !== null) for (const reboot of needs.reboots.pending()) giveUpReboot(needs, reboot, denial);
  } finally {
    // The loser ends with the signal, and nobody asks what became of it.
    for (const wait of [lease, canceled]) wait.catch(() => undefined);
    over.abort();
  }
  dropCanceled(needs);
  return needs.reboots.pending().length > 0;
}

async function waitForEnd({ signal }: RebooterNeeds): Promise<string> {
  await sleep(GOING_DOWN_MS_MAX, undefined, { signal });
  return `it said that it would, and was still up ${GOING_DOWN_MS_MAX / 60_000} minutes later.`;
}

function allCanceled({ reboots, records }: RebooterNeeds): boolean {
  return reboots.pending().every(({ invocationId }) => records.find(invocationId)?.cancelRequested ?? true);
}

/** Whoever was canceled needs no reboot any more. */
function dropCanceled({ reboots, records }: RebooterNeeds): void {
  for (const { invocationId } of reboots.pending()) {
    if (records.find(invocationId)?.cancelRequested) reboots.end(invocationId, 'CANCELED');
  }
}

async function waitFor(isSo: () => boolean, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() >= until) return false;
    await sleep(POLL_MS, undefined, { signal });
  }
  return true;
}

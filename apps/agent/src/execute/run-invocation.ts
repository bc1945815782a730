import type { CommandClaims } from '@rustine/contract';
import type { PlannedStep } from '@rustine/domain';
import type { ServerClock } from '../checkin/server-clock.ts';
import type { InvocationRecord, Outcome } from '../journal/invocation-records.ts';
import type { Stopwatches } from '../journal/stopwatches.ts';
import { findPlugin } from '../plugins/registry.ts';
import { fillPlan, withhold } from '../parameters/fill-plan.ts';
import type { InvocationStore } from '../parameters/invocation-store.ts';
import type { RunGate } from '../reboot/run-gate.ts';
import { awaitHearing } from './await-hearing.ts';
import type { ParallelLimit } from './limit-parallel.ts';
import { isPastWindow, windowReason } from './hold-to-window.ts';
import { prefetchDocuments } from './prefetch-documents.ts';
import { prepareDocument } from './prepare-document.ts';
import { removeScripts } from './remove-scripts.ts';
import { runDocument } from './run-document.ts';
import type { StepNeeds } from './run-step.ts';
import { readStopReason, type StopReason } from './stop-reason.ts';

export interface InvocationNeeds extends Omit<StepNeeds, 'store'> {
  /** The parameter store as this invocation sees it. */
  readonly openStore: (invocationId: string) => InvocationStore;
  readonly localNow: () => number;
  readonly serverClock: ServerClock;
  readonly stopwatches: Stopwatches;
  /** Closed while a reboot is pending. */
  readonly gate: RunGate;
  /** One at a time over all documents that may change packages. */
  readonly packageLock: ParallelLimit;
  /** Whether the machine was restarted since it last ran, by the run itself or by others. */
  readonly isBackInAnotherBoot: (invocationId: string) => boolean;
}

/**
 * Takes one invocation from wherever the journal says it stands to the end of its steps. Answers false when the agent
 * stops first, or the machine has to reboot. `signal` aborts with a StopReason.
 */
export async function runInvocation(
  needs: InvocationNeeds,
  invocationId: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (needs.isBackInAnotherBoot(invocationId)) await awaitHearing(needs.outbox, invocationId, signal);
  const record = needs.records.find(invocationId);
  if (!record?.claims || (record.state !== 'ACCEPTED' && record.state !== 'RUNNING')) return true;
  if (needs.reboots.isPending(invocationId)) return false;
  const prepared = prepareDocument(record.claims, needs.platform.documentPlatform);
  if ('fault' in prepared) {
    concludeSteps(needs, invocationId, { state: 'FAILED', message: prepared.fault });
    return true;
  }
  // After a boot the machine's clock may be wrong, and no window is open on its word alone.
  const isHeld = record.state === 'ACCEPTED' && record.claims.startUntil !== undefined;
  if (isHeld) await needs.serverClock.whenTold(signal);
  const store = needs.openStore(invocationId);
  // Before its turn: one that waits for a server that is away must not keep others from their packages.
  const deadline = record.startedAt === null ? null : watchDeadline(needs, record);
  const fillUntil = deadline === null ? signal : AbortSignal.any([signal, deadline.signal]);
  const filled = await fillPlan(prepared, store, fillUntil).finally(deadline?.stop);
  if ('fault' in filled && record.startedAt === null) {
    concludeSteps(needs, invocationId, { state: 'FAILED', message: filled.fault });
    return true;
  }
  // What an earlier attempt left is seen to on the way on, on which no step runs.
  const plan = 'fault' in filled ? withhold(prepared.steps, filled.fault) : filled.steps;
  const until = fillUntil.aborted ? fillUntil : signal;
  const within = async () => await runWithin({ ...needs, store }, { record, plan, signal: until });
  const run = async () => await needs.gate.run(until, within);
  const outcome = isExclusive(plan) ? await waitForTurn(needs, run, signal) : await run();
  if (outcome === null) return false;
  removeScripts(needs.scriptSetting(record).invocationFolder, needs.log);
  concludeSteps(needs, invocationId, outcome);
  return true;
}

function isExclusive(plan: readonly PlannedStep[]): boolean {
  return plan.some((step) => step.kind === 'run' && (findPlugin(step.action)?.exclusive ?? false));
}

/** The turn may never come: an abort while waiting goes on to `run`, which sees it and journals what it means. */
async function waitForTurn<T>(needs: InvocationNeeds, run: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let entered = false;
  try {
    return await needs.packageLock.run(signal, async () => {
      entered = true;
      return await run();
    });
  } catch (error) {
    if (entered || !signal.aborted) throw error;
    return await run();
  }
}

/** The time of the whole invocation counts on across restarts of the agent and the machine, for as long as it is up. */
async function runWithin(
  needs: InvocationNeeds & StepNeeds,
  { record, plan, signal }: { record: InvocationRecord; plan: readonly PlannedStep[]; signal: AbortSignal },
): Promise<Outcome | null> {
  if (readStopReason(signal) === 'stopping') return null;
  if (record.state === 'ACCEPTED' && missesWindow(needs, record)) return refuseForWindow(needs, record);
  if (record.state === 'ACCEPTED') {
    needs.journal.atomically(() => {
      needs.records.markStarted(record.id, needs.localNow());
      needs.records.noteBoot(record.id, needs.bootId);
      const steps = plan.map(({ name, action }) => ({ name, action }));
      needs.outbox.append(record.id, { type: 'started', steps });
    });
  }
  const deadline = watchDeadline(needs, record);
  const until = AbortSignal.any([signal, deadline.signal]);
  try {
    if (record.state === 'ACCEPTED') {
      const { fetchDocument } = needs.serveSteps(record, needs.store);
      await prefetchDocuments(plan, { platform: needs.platform.documentPlatform, fetchDocument, signal: until });
    }
    return await runDocument(needs, { record, plan, signal: until });
  } finally {
    deadline.stop();
  }
}

/** It waited for others, or for a server that was away, until its window let nothing start any more. */
function missesWindow({ serverClock }: InvocationNeeds, { claims }: InvocationRecord): boolean {
  return claims !== null && isPastWindow(claims, serverClock.now());
}

/** Told and ended in one step: from then on nothing can begin it, whatever the clock says later. */
function refuseForWindow(needs: InvocationNeeds, { id, claims }: InvocationRecord): Outcome {
  const message = windowReason(claims as CommandClaims);
  const outcome: Outcome = { state: 'CANCELED', message };
  needs.journal.atomically(() => {
    needs.records.markPublishing(id, outcome, needs.localNow());
    needs.outbox.append(id, { type: 'refused', code: 'WINDOW_CLOSED', message });
    needs.records.markTold(id, outcome);
  });
  needs.log.warn({ invocationId: id }, `not started: ${message}`);
  return outcome;
}

function watchDeadline(
  { stopwatches }: Pick<InvocationNeeds, 'stopwatches'>,
  { id, claims }: InvocationRecord,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const { timeoutSeconds } = claims as CommandClaims;
  const deadline = new AbortController();
  const leftMs = Math.max(0, timeoutSeconds * 1000 - stopwatches.start(id, 'run'));
  const timer = setTimeout(() => deadline.abort('timed-out' satisfies StopReason), leftMs);
  const stop = () => {
    clearTimeout(timer);
    stopwatches.pause(id, 'run');
  };
  return { signal: deadline.signal, stop };
}

/**
 * The steps have ended. A bad outcome is told at once; a good one only when the reports are safe at the server, so that
 * SUCCEEDED never stands over a run whose reports were lost.
 */
function concludeSteps(needs: InvocationNeeds, invocationId: string, outcome: Outcome): void {
  needs.journal.atomically(() => {
    needs.records.markPublishing(invocationId, outcome, needs.localNow());
    if (outcome.state !== 'SUCCEEDED') tellFinished(needs, invocationId, outcome);
  });
}

/** Tells the agent's word on an invocation, once. */
export function tellFinished(
  { records, outbox, journal, log }: Pick<InvocationNeeds, 'records' | 'outbox' | 'journal' | 'log'>,
  invocationId: string,
  outcome: Outcome,
): void {
  journal.atomically(() => {
    const record = records.find(invocationId);
    if (!record || record.told) return;
    const message = outcome.message.slice(0, 4000);
    outbox.append(invocationId, {
      type: 'finished',
      state: outcome.state,
      message,
      rebootRequired: record.rebootRequired,
    });
    records.markTold(invocationId, outcome);
    log.info({ invocationId, state: outcome.state }, outcome.message || 'invocation ended');
  });
}

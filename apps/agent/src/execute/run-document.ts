import { decideNext, type PlannedStep, type StepResult } from '@rustine/domain';
import type { InvocationRecord, Outcome } from '../journal/invocation-records.ts';
import { endLeftoverGroup } from '../process/end-group.ts';
import { endReason } from './hold-to-window.ts';
import { endStep, runStep, type StepNeeds } from './run-step.ts';
import { INVOCATION_MARK } from './script-setting.ts';
import { readStopReason } from './stop-reason.ts';

/**
 * Runs what is left of a document: ended steps keep their results, one that was running is run again from the top.
 * Answers the outcome, or null when the agent stops first or a step has asked for a reboot.
 */
export async function runDocument(
  needs: StepNeeds,
  { record, plan, signal }: { record: InvocationRecord; plan: readonly PlannedStep[]; signal: AbortSignal },
): Promise<Outcome | null> {
  const journalled = needs.steps.all(record.id);
  await endLeftovers(needs, record.id);
  const results: StepResult[] = journalled.flatMap(({ result }) => result ?? []);
  for (;;) {
    const next = decideNext({ steps: plan, results });
    if (next.kind === 'finish') return conclude(next, signal, record);
    if (next.kind === 'reboot') {
      needs.onRebootAsked();
      return null;
    }
    const stop = readStopReason(signal);
    if (stop === 'stopping') return null;
    if (stop !== null && results.at(-1)?.effect !== 'stop') {
      results.push(endStep(needs, { record, index: next.index }, notStarted(plan, next.index, stop)));
    } else if (next.kind === 'record') {
      results.push(endStep(needs, { record, index: next.index }, next.result));
    } else {
      const before = journalled.find(({ position }) => position === next.index);
      const result = await runStep(needs, { record, step: next.step, index: next.index, before, signal });
      if (result === null) return null;
      results.push(result);
    }
  }
}

function conclude({ state, message }: Outcome, signal: AbortSignal, { claims }: InvocationRecord): Outcome {
  const stop = readStopReason(signal);
  if (state === 'SUCCEEDED' || stop === null || stop === 'stopping') return { state, message };
  if (stop === 'window-closed') return { state: 'CANCELED', message: endReason(claims) };
  if (stop === 'canceled') return { state: 'CANCELED', message: 'Canceled on request.' };
  return { state: 'TIMED_OUT', message: `The invocation did not end within ${claims?.timeoutSeconds} seconds.` };
}

const notStartedBecause = {
  canceled: 'the invocation was canceled',
  'window-closed': 'its window had closed',
  'timed-out': "the invocation's time was over",
};

function notStarted(plan: readonly PlannedStep[], index: number, stop: keyof typeof notStartedBecause): StepResult {
  const message = `Not started: ${notStartedBecause[stop]}.`;
  return { name: plan[index]?.name ?? '', state: 'CANCELED', exitCode: null, message, effect: 'stop' };
}

/** Two copies of one script at the same time could do harm, so what a dead agent left running ends first. */
async function endLeftovers(needs: StepNeeds, invocationId: string): Promise<void> {
  for (const { process, state, name } of needs.steps.all(invocationId)) {
    if (state !== 'RUNNING' || process === null || process.bootId !== needs.bootId) continue;
    const ended = await endLeftoverGroup(process, { name: INVOCATION_MARK, value: invocationId }, needs.graceMs);
    if (ended)
      needs.log.warn({ invocationId, step: name, pid: process.pid }, 'ended what an earlier attempt had left running');
  }
}

import { deadlineSeconds, isFinal, nextInvocationState } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { moveInvocation } from '../move-invocation.ts';
import type { PowerNeeds, RestoreOutcome, WakeOutcome } from '../needs.ts';
import { lockInvocation, type LockedInvocation } from '../sql/lock-invocation.ts';
import { holdCommandUntil } from '../sql/hold-command-until.ts';
import { saveInvocation } from '../sql/save-invocation.ts';
import { wakeInstances } from '../sql/wake.ts';
import { writeLog } from '../sql/work-log.ts';

interface Settled<Outcome> {
  readonly invocationId: string;
  readonly outcome: Outcome;
  readonly at: Date;
}

/** The machine that an invocation waits for runs, or could not be started. Harmless when repeated, or too late. */
export async function wakeSettled(
  tx: Transaction,
  { invocationId, outcome, at }: Settled<WakeOutcome>,
  power: PowerNeeds,
): Promise<void> {
  const before = await lockInvocation(tx, invocationId);
  if (before === null || before.wokenAt !== null) return;
  if (before.state !== 'POWERING_ON') return holdMachine(tx, before, { outcome, at });
  if (outcome.kind === 'FAILED') {
    const state = nextInvocationState(before.state, { kind: 'wake-failed' });
    const reason = `The instance could not be started: ${outcome.message}`;
    await moveInvocation(tx, { before, after: { ...before, state, power: 'FAILED', reason }, at, power });
    return;
  }
  await expectAgent(tx, before, { startedByUs: outcome.startedByUs, at });
}

/** It came to a machine that another run had woken, and that is put back after it now. */
async function holdMachine(
  tx: Transaction,
  before: LockedInvocation,
  { outcome, at }: Pick<Settled<WakeOutcome>, 'outcome' | 'at'>,
): Promise<void> {
  const { id, workRequestId, state, power } = before;
  if (isFinal(state) || power !== null || outcome.kind === 'FAILED' || !outcome.startedByUs) return;
  await saveInvocation(tx, { ...before, power: 'WOKEN' });
  const message = 'Another run had woken the instance and is over: it is switched off again after this one.';
  await writeLog(tx, { workRequestId, invocationId: id, at, level: 'INFO', message });
}

/** The command may be fetched from now on, and the agent has as long to come as the machine had to start. */
async function expectAgent(
  tx: Transaction,
  before: LockedInvocation,
  { startedByUs, at }: { readonly startedByUs: boolean; readonly at: Date },
): Promise<void> {
  const { id, workRequestId, instanceId, startUntil, timeoutSeconds } = before;
  const seconds = deadlineSeconds('POWERING_ON', { deliverySeconds: 0, timeoutSeconds }) ?? 0;
  const latest = new Date(at.getTime() + seconds * 1000);
  const deadlineAt = startUntil !== null && startUntil < latest ? startUntil : latest;
  const reason = startedByUs
    ? 'The instance was started; its agent is expected.'
    : 'The instance runs, though this run did not start it; its agent is expected.';
  const power = startedByUs ? 'WOKEN' : 'LEFT_ON';
  await saveInvocation(tx, { ...before, power, wokenAt: at, deadlineAt, reason });
  await holdCommandUntil(tx, id, deadlineAt);
  await writeLog(tx, { workRequestId, invocationId: id, at, level: 'INFO', message: reason });
  await wakeInstances(tx, [instanceId]);
}

/** What became of the machine that was to be put back; the invocation is then what it ended as. */
export async function restoreSettled(
  tx: Transaction,
  { invocationId, outcome, at }: Settled<RestoreOutcome>,
): Promise<void> {
  const before = await lockInvocation(tx, invocationId);
  if (before === null || before.state !== 'POWERING_OFF' || before.outcomeState === null) return;
  await moveInvocation(tx, { before, after: putBack(before, outcome), at, power: null });
  // What came while it was told to stop was kept back.
  if (outcome.kind !== 'STOPPED') await wakeInstances(tx, [before.instanceId]);
  if (outcome.kind !== 'LEFT_ON') return;
  const message = `The instance is left on: ${outcome.reason}`;
  await writeLog(tx, { workRequestId: before.workRequestId, invocationId, at, level: 'INFO', message });
}

function putBack(before: LockedInvocation, outcome: RestoreOutcome): LockedInvocation {
  if (outcome.kind === 'FAILED') return notPutBack(before, outcome.message);
  if (before.outcomeState === null) return before;
  const state = nextInvocationState(before.state, { kind: 'put-back', outcome: before.outcomeState });
  const power = outcome.kind === 'STOPPED' ? 'RESTORED' : 'LEFT_ON';
  return { ...before, state, reason: before.outcomeReason ?? '', power, outcomeState: null, outcomeReason: null };
}

/** Both facts: how it ended, and that its machine is not as it was found. */
export function notPutBack(before: LockedInvocation, message: string): LockedInvocation {
  const state = nextInvocationState(before.state, { kind: 'put-back-failed' });
  const { outcomeState, outcomeReason } = before;
  const ended = outcomeState === 'SUCCEEDED' ? 'The document succeeded' : `It had ended ${outcomeState}`;
  const why = outcomeReason === null || outcomeReason === '' ? '' : ` (${outcomeReason})`;
  const reason = `${ended}${why}, but the instance could not be switched off again: ${message}`;
  return { ...before, state, reason, power: 'FAILED', outcomeState: null, outcomeReason: null };
}

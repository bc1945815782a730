import { finalInvocationStates, finalWorkRequestStates } from '@rustine/contract';
import type { NightAccount, WorkAccount } from './read-account.ts';

/** The one time of the job has one execution, and that has one work request. Answers what is not so. */
export function judgeExecutions({ executions, work, dueAt }: NightAccount): string[] {
  const faults: string[] = [];
  const scheduled = executions.filter(({ kind }) => kind === 'SCHEDULED');
  if (executions.length !== 1 || scheduled.length !== 1)
    faults.push(`the job has ${executions.length} executions, of which ${scheduled.length} by its schedule`);
  for (const { id, state, reason, dueAt: due, workRequestId } of executions) {
    if (state !== 'STARTED') faults.push(`execution ${id} is ${state}: ${reason}`);
    if (new Date(due).getTime() !== dueAt.getTime()) faults.push(`execution ${id} was due at ${due}`);
    const own = work.filter((each) => each.work.executionId === id);
    if (own.length !== 1) faults.push(`execution ${id} has ${own.length} work requests`);
    if (!own.some((each) => each.work.id === workRequestId))
      faults.push(`execution ${id} names ${workRequestId ?? 'no work request'}`);
  }
  if (work.length !== executions.length) faults.push(`the job has ${work.length} work requests`);
  return faults;
}

const isOneOf = (states: readonly string[], state: string) => states.includes(state);

/** Every state is final: nothing runs, waits, or has a deadline. */
export function judgeFinal({ work, checks }: NightAccount): string[] {
  return [...work, ...checks].flatMap(openOf);
}

function openOf({ work, invocations }: WorkAccount): string[] {
  const faults: string[] = [];
  if (!isOneOf(finalWorkRequestStates, work.state) || work.finishedAt === null || work.halted !== null)
    faults.push(`${work.id} is ${work.state}${work.halted === null ? '' : ', halted'}`);
  for (const { name, state } of work.waves)
    if (!isOneOf(['SUCCEEDED', 'FAILED', 'SKIPPED'], state)) faults.push(`wave ${name} of ${work.id} is ${state}`);
  for (const { instanceName, state, deadlineAt, finishedAt, steps } of invocations) {
    const isFinal = isOneOf(finalInvocationStates, state) && finishedAt !== null && deadlineAt === null;
    if (!isFinal) faults.push(`${instanceName} is ${state} in ${work.id}, its deadline ${deadlineAt ?? 'none'}`);
    for (const step of steps)
      if (isOneOf(['PENDING', 'RUNNING'], step.state))
        faults.push(`step ${step.name} of ${instanceName} is ${step.state} in ${work.id}`);
  }
  return faults;
}

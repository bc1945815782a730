import type { InvocationDetail } from '@rustine/sdk';
import type { Run } from '@rustine/testkit/agents';
import { BROKEN } from './plan-night.ts';
import type { MachineAccount, NightAccount, WorkAccount } from './read-account.ts';

/** The server's account of the runs is that of the machines. Answers where they differ. */
export function judgeTruth(account: NightAccount): string[] {
  return account.machines.flatMap((machine, who) => judgeMachine(account, machine, who));
}

function judgeMachine(account: NightAccount, machine: MachineAccount, who: number): string[] {
  const { hostname, instanceId, runs } = machine;
  const faults: string[] = [];
  const say = (words: string) => void faults.push(`${hostname}: ${words}`);
  const known = new Set<string>();
  for (const told of [...account.work, ...account.checks]) {
    const own = told.invocations.filter((each) => each.instanceId === instanceId);
    if (own.length > 1) say(`${own.length} invocations of ${told.work.id}`);
    for (const invocation of own) {
      known.add(invocation.id);
      const run = runs.find((each) => each.invocationId === invocation.id);
      for (const fault of compare(account, { told, invocation, run, who })) say(fault);
    }
  }
  for (const { invocationId, told } of runs) {
    if (!known.has(invocationId)) say(`ran ${invocationId}, of which the night knows nothing`);
    if (!told) say(`the end of ${invocationId} was not acknowledged`);
  }
  const began = runs.filter(
    ({ startedAt, command }) => startedAt !== null && isOf(account.work, command?.workRequestId),
  );
  if (began.length > 1) say(`ran ${began.length} times`);
  if (!account.work.some(({ invocations }) => invocations.some((each) => each.instanceId === instanceId)))
    say('was left out');
  return faults;
}

const isOf = (work: readonly WorkAccount[], id: string | undefined) => work.some((each) => each.work.id === id);

interface Pair {
  readonly told: WorkAccount;
  readonly invocation: InvocationDetail;
  readonly run: Run | undefined;
  readonly who: number;
}

function compare(account: NightAccount, { told, invocation, run, who }: Pair): string[] {
  const { state, reason } = invocation;
  const is = `is ${state} (${reason})`;
  if (run === undefined || run.startedAt === null) return judgeUnstarted(account, invocation, run);
  if (run.end !== state) return [`${is}, and the machine says ${run.end ?? 'that it goes on'}`];
  const faults: string[] = [];
  const isCut = account.plan.cancels && run.endedAt !== null && new Date(run.endedAt) >= account.closesAt;
  if (isCut !== (state === 'CANCELED')) faults.push(`${is}, and ended at ${run.endedAt ?? 'no time'}`);
  if (isCut) return faults;
  if (state === 'FAILED' && !reason.includes(BROKEN)) faults.push(`${is}, which is not why it failed`);
  if (told.work.jobId === null) return faults;
  const { failing, rebooting, hand } = account.plan;
  if ((state === 'FAILED') !== (who === failing))
    faults.push(`${is}, and was to ${who === failing ? 'fail' : 'succeed'}`);
  const isAnew = hand?.how === 'ANEW' && hand.who === who && account.handActed;
  const boots = 1 + (rebooting.includes(who) ? 1 : 0);
  if (run.boots.length < boots || (!isAnew && run.boots.length > boots))
    faults.push(`ran in ${run.boots.length} boots, and was to run in ${boots}`);
  const [first, last] = [run.boots[0]!, run.boots.at(-1)!];
  const isProved = told.log.some((line) => line.includes(first)) && told.log.some((line) => line.includes(last));
  if (boots > 1 && !isProved) faults.push(`no log proves its boots ${first} and ${last}`);
  const written = invocation.steps.map(({ stdout }) => `${stdout.head}${stdout.tail}`).join('');
  const wrote = boots > 1 ? 'begun\nback\n' : 'begun\n';
  if (!isAnew && written !== wrote)
    faults.push(`wrote ${JSON.stringify(wrote)}, and is told ${JSON.stringify(written)}`);
  return faults;
}

/**
 * What never began was skipped, because its window let nothing start any more. When a server died with the command in its
 * hands, and its successor came after the end of the window, nobody can know whether the agent has it: that is TIMED_OUT,
 * or CANCELED where the end of the window cancels.
 */
function judgeUnstarted(account: NightAccount, { state, reason, finishedAt }: InvocationDetail, run?: Run): string[] {
  if (run !== undefined && run.end !== 'REFUSED' && run.end !== 'CANCELED')
    return [`is ${state}, and the machine has it still`];
  const mayBeLost = run === undefined && account.plan.short && reason.includes('never said that it took it');
  const mayBeCanceled = state === 'CANCELED' && account.plan.cancels;
  if (state !== 'SKIPPED' && !mayBeCanceled && !(state === 'TIMED_OUT' && mayBeLost))
    return [`is ${state} (${reason}), and never ran`];
  const isClosed = finishedAt !== null && new Date(finishedAt) >= account.closesAt;
  return isClosed && reason !== '' ? [] : [`was skipped at ${finishedAt ?? 'no time'} without need (${reason})`];
}

/** Nothing began outside of the window, and nothing of the rest before the canary had proved itself. */
export function judgeStarts({ work, checks, machines, dueAt, closesAt }: NightAccount): string[] {
  const [canary, ...rest] = machines;
  const proofs = [...work, ...checks].flatMap(({ invocations }) =>
    invocations.filter(({ instanceId }) => instanceId === canary?.instanceId).map(({ finishedAt }) => finishedAt ?? ''),
  );
  const proved = proofs.toSorted().at(-1) ?? '';
  return machines.flatMap((machine) =>
    machine.runs.flatMap(({ startedAt, command }) => {
      if (startedAt === null || !isOf(work, command?.workRequestId)) return [];
      const faults: string[] = [];
      const at = new Date(startedAt);
      if (at < dueAt || at >= closesAt) faults.push(`${machine.hostname} began at ${startedAt}, outside of its window`);
      if (rest.includes(machine) && startedAt < proved)
        faults.push(`${machine.hostname} began at ${startedAt}, before the canary had proved itself at ${proved}`);
      return faults;
    }),
  );
}

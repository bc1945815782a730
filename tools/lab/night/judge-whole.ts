import { finalInvocationStates, finalWorkRequestStates } from '@rustine/contract';
import type { NightEntry, NightSeen } from './night-account.ts';

/** What went wrong with the night as a whole: states, window, waves and reboot leases. */
export function judgeWhole(seen: NightSeen, entries: readonly NightEntry[]): string[] {
  return [
    ...judgeStates(seen, entries),
    ...entries.flatMap((entry) => judgeWindow(seen, entry)),
    ...judgeWaves(seen, entries),
    ...judgeLeases(seen, entries),
  ];
}

function judgeStates({ work, execution }: NightSeen, entries: readonly NightEntry[]): string[] {
  const isOver = finalWorkRequestStates.some((state) => state === work.state);
  const open = entries.filter(({ account }) => !finalInvocationStates.some((s) => s === account.invocation.state));
  const failed = entries.filter(({ account }) => account.invocation.state !== 'SUCCEEDED').length;
  const expected = failed === 0 ? 'SUCCEEDED' : 'FAILED';
  return [
    ...(isOver ? [] : [`the work request is still ${work.state}`]),
    ...open.map(({ machine, account }) => `${machine.name} is still ${account.invocation.state}`),
    ...(isOver && work.state !== expected ? [`the work request is ${work.state}, with ${failed} that failed`] : []),
    ...(work.jobId === null ? ['the work request does not name its job'] : []),
    ...(execution.state === 'STARTED' ? [] : [`the job's execution is ${execution.state}`]),
  ];
}

function judgeWindow({ opensAt, cutoffAt }: NightSeen, { machine, account }: NightEntry): string[] {
  const { startedAt } = account.invocation;
  if (startedAt === null) return [`${machine.name} never started`];
  if (startedAt < opensAt) return [`${machine.name} started at ${startedAt}, before the window opened at ${opensAt}`];
  return startedAt < cutoffAt ? [] : [`${machine.name} started at ${startedAt}, after the cut-off at ${cutoffAt}`];
}

function judgeWaves({ work }: NightSeen, entries: readonly NightEntry[]): string[] {
  const canary = entries.find(({ machine }) => machine.role === 'CANARY')!;
  const over = canary.account.invocation.finishedAt ?? '';
  const early = entries.filter(({ machine, account }) => {
    const { startedAt } = account.invocation;
    return machine.role !== 'CANARY' && startedAt !== null && startedAt < over;
  });
  const [, ...later] = work.waves;
  const bound = canary.account.changes.length;
  return [
    ...early.map(({ machine }) => `${machine.name} started before the canary had ended`),
    ...work.waves.flatMap(({ name, state }) => (state === 'SUCCEEDED' ? [] : [`the wave ${name} is ${state}`])),
    ...later.flatMap(({ name, pinnedVersions }) =>
      pinnedVersions === bound ? [] : [`the wave ${name} is bound to ${pinnedVersions ?? 'no'} versions, not ${bound}`],
    ),
  ];
}

/** Of the rebooters one may be down at a time, and each that rebooted had to have the lease. */
function judgeLeases({ leases }: NightSeen, entries: readonly NightEntry[]): string[] {
  const rebooters = entries.filter(({ machine }) => machine.role === 'REBOOTER');
  if (rebooters.length < 2) return [];
  const without = rebooters.filter(
    ({ machine, account }) => account.reboot !== null && !leases.holders.includes(machine.name),
  );
  return [
    ...(leases.atOnce > 1 ? [`${leases.atOnce} of the rebooters had a lease at the same time`] : []),
    ...without.map(({ machine }) => `${machine.name} rebooted and was not seen to have the lease`),
  ];
}

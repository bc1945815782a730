import { ASLEEP } from './plan-night.ts';
import type { MachineAccount, NightAccount } from './read-account.ts';

/** Nothing woke that was not asleep before, and all that slept sleeps again. Answers what is not so. */
export function judgePower(account: NightAccount): string[] {
  const faults = account.machines.flatMap((machine, who) =>
    (ASLEEP.some((each) => each === who) ? judgeSleeper(account, machine, who) : judgeWaker(machine)).map(
      (words) => `${machine.hostname}: ${words}`,
    ),
  );
  for (const { instanceName } of account.leases) faults.push(`${instanceName} still has its lease to reboot`);
  return faults;
}

function judgeWaker({ state, events, sessions }: MachineAccount): string[] {
  const faults = events.map(({ what, by }) => `was on, and there was ${what} by ${by}`);
  if (state !== 'on') faults.push(`was on, and is ${state}`);
  return [...faults, ...openSessions(sessions)];
}

function judgeSleeper(account: NightAccount, machine: MachineAccount, who: number): string[] {
  const { state, events, sessions, instanceId } = machine;
  const { hand } = account.plan;
  const how = hand?.who === who && account.handActed ? hand.how : null;
  const faults = openSessions(sessions);
  const wanted = how === null ? 'off' : 'on';
  if (state !== wanted) faults.push(`is ${state}, and was to be ${wanted}${how === null ? '' : ` (by hand: ${how})`}`);
  if (how === 'ASKED') return faults;
  const starts = events.filter(({ what }) => what === 'start');
  const stops = events.filter(({ what }) => what === 'stop');
  for (const { was } of starts) if (was !== 'off') faults.push(`was told to start while it was ${was}`);
  for (const { was } of stops) if (was !== 'on') faults.push(`was told to stop while it was ${was}`);
  if (starts.length > 1) faults.push(`was started ${starts.length} times`);
  if (how === 'BEFORE' && starts.length > 0) faults.push('was started although somebody had started it');
  if (how !== null && stops.length > 0) faults.push(`was told to stop although it was wanted on (${how})`);
  const off = events.findIndex(({ what, by }) => what === 'off' && by === 'server');
  if (off !== -1 && events.slice(off).some(({ what }) => what === 'start')) faults.push('was started after its end');
  const power = account.work
    .flatMap(({ invocations }) => invocations)
    .find((each) => each.instanceId === instanceId)?.power;
  const told = power ?? 'nothing';
  if (how === null && starts.length > 0 && told !== 'RESTORED') faults.push(`was put back, and is told ${told}`);
  if (how === 'ANEW' && told !== 'LEFT_ON') faults.push(`was left on, and is told ${told}`);
  return faults;
}

function openSessions(sessions: MachineAccount['sessions']): string[] {
  return sessions.flatMap(({ phase, outcome, message }) => {
    if (phase !== 'ENDED') return [`its power session is ${phase}`];
    return outcome === 'FAILED' ? [`its power session failed: ${message}`] : [];
  });
}

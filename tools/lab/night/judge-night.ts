import { judgeChanges } from '../judge-changes.ts';
import type { NightEntry } from './night-account.ts';

/** What the refuser's change control says when dpkg is about to be run; the server must repeat it. */
export const REFUSAL = 'change control refuses this change';

/** Each point in which the server's account of one machine and the machine's own word differ, or the night went wrong. */
export function judgeMachine(entry: NightEntry, canary: NightEntry): string[] {
  const { account, testimony } = entry;
  const { broken } = testimony.after;
  return [
    ...judgeEnd(entry),
    ...(broken === '' ? [] : [`dpkg finds packages that are not whole: ${broken}`]),
    ...judgeChanges(account.changes, testimony.before.packages, testimony.after.packages),
    ...judgeVersions(entry, canary),
    ...judgeBoots(entry),
    ...judgePower(entry),
  ];
}

function judgeEnd({ machine, account: { invocation, changes } }: NightEntry): string[] {
  const { state, reason } = invocation;
  if (machine.role !== 'REFUSER') {
    if (state !== 'SUCCEEDED') return [`its run is ${state}: ${reason}`];
    return changes.length === 0 ? ['its run succeeded and changed nothing, although updates were pending'] : [];
  }
  if (state !== 'FAILED') return [`its run is ${state} although ${REFUSAL}`];
  const faults = reason.includes(REFUSAL) ? [] : [`the reason does not say that ${REFUSAL}: ${reason}`];
  return changes.length === 0 ? faults : [...faults, `it tells of ${changes.length} changes that were refused`];
}

/** Whatever changed in a later wave has exactly the version that the canary has. */
function judgeVersions({ machine, account, testimony }: NightEntry, canary: NightEntry): string[] {
  if (machine.role === 'CANARY') return [];
  return account.changes.flatMap(({ name, architecture }) => {
    const key = `${name}:${architecture}`;
    const [here, there] = [testimony.after.packages.get(key), canary.testimony.after.packages.get(key)];
    return here === there ? [] : [`${key} is ${here ?? 'absent'}, on the canary ${there ?? 'absent'}`];
  });
}

/** One that was woken came up once for that; a reboot that is told leads from that boot, or from the one before, to the last. */
function judgeBoots({ account: { reboot }, testimony: { before, boots, wasOn } }: NightEntry): string[] {
  const told = [...(wasOn ? [before.bootId] : boots.slice(0, 1)), ...(reboot === null ? [] : [reboot.after])];
  const seen = [...(wasOn ? [before.bootId] : []), ...boots];
  const isTold = told.length > 0 && told.join() === seen.join() && (reboot === null || reboot.before === told[0]);
  if (isTold) return [];
  const how = reboot === null ? 'no reboot' : `a reboot from ${reboot.before} to ${reboot.after}`;
  return [`the run tells of ${how}; the machine came up as ${seen.join(', ') || 'nothing'}`];
}

/** Each is as it was found: one that was off was started and stopped once, one that was on was not touched. */
function judgePower({ account, testimony }: NightEntry): string[] {
  const { invocation, session, powerState } = account;
  const { wasOn, isOn, switched } = testimony;
  const word = (on: boolean) => (on ? 'on' : 'off');
  const faults = wasOn === isOn ? [] : [`it was ${word(wasOn)} and is ${word(isOn)}`];
  const [calls, wanted] = [switched.join(', '), wasOn ? '' : 'start, stop'];
  if (calls !== wanted) faults.push(`it was told to ${calls || 'do nothing'}, and not to ${wanted || 'do nothing'}`);
  if (wasOn) {
    if (session !== null || invocation.power !== null)
      faults.push('the server says that it woke it, and it was on all the time');
    return faults;
  }
  if (invocation.power !== 'RESTORED') faults.push(`the run says of its power ${invocation.power ?? 'nothing'}`);
  if (session?.found !== 'STOPPED' || session.startedByUs !== true || session.outcome !== 'STOPPED') {
    const said = session === null ? 'nothing' : `found ${session.found}, ended ${session.outcome} ${session.message}`;
    faults.push(`the server says of its power: ${said.trim()}`);
  }
  if (powerState !== 'STOPPED') faults.push(`the server last heard that it is ${powerState ?? 'unknown'}`);
  return faults;
}

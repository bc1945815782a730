import type { Account } from './account.ts';
import type { MachineSays } from './ask-machine.ts';
import { changesBetween, judgeChanges } from './judge-changes.ts';

export interface Testimony {
  readonly before: MachineSays;
  readonly after: MachineSays;
}

/** Each point in which the server's account and the machine's own word differ; none when the account is true. */
export function judgeAccount(account: Account, { before, after }: Testimony): string[] {
  return [
    ...judgeRun(account, after),
    ...judgeFigures(account, { before, after }),
    ...judgeChanges(account.changes, before.packages, after.packages),
    ...judgePlan(account, { before, after }),
    ...judgeServices(account, { before, after }),
    ...judgeReboot(account, { before, after }),
  ];
}

/** Services that were up before and after, but not in the same run: restarted by us, by their packages or by a reboot. */
export function restartedServices({ before, after }: Testimony): string[] {
  return [...before.services].flatMap(([unit, run]) => {
    const now = after.services.get(unit);
    return now === undefined || now === run ? [] : [unit];
  });
}

function judgeRun({ state, reason }: Account, after: MachineSays): string[] {
  const faults = state === 'SUCCEEDED' ? [] : [`the run is ${state}: ${reason}`];
  return after.broken === '' ? faults : [...faults, `dpkg finds packages that are not whole: ${after.broken}`];
}

function judgeFigures(account: Account, said: Testimony): string[] {
  return (['before', 'after'] as const).flatMap((when) => {
    const { updates, security } = account[when];
    const upgradable = [...said[when].upgradable.values()];
    const ofSecurity = upgradable.filter((each) => each.security).length;
    if (updates === upgradable.length && security === ofSecurity) return [];
    return [
      `${when} the run the server counts ${updates} updates, ${security} of them security; apt counts ${upgradable.length} and ${ofSecurity}`,
    ];
  });
}

function judgePlan({ plan }: Account, { before, after }: Testimony): string[] {
  const planned = new Set(
    plan.changes.flatMap((line) => {
      const [action, name, architecture, old = '', now = ''] = line.split(' ');
      return action === 'hold' ? [] : [`${name}:${architecture} ${old.replace(/^-$/, '')} ${now.replace(/^-$/, '')}`];
    }),
  );
  const seen = changesBetween(before.packages, after.packages);
  return [...planned.difference(seen)].map((change) => `planned, but dpkg does not show it: ${change}`);
}

function judgeServices({ restarted }: Account, { before, after }: Testimony): string[] {
  return restarted.flatMap((unit) => {
    if (!after.services.has(unit)) return [`${unit} was restarted, and is not active now`];
    const isSame = before.services.get(unit) === after.services.get(unit);
    return isSame ? [`${unit} is told to be restarted, and still is the same run`] : [];
  });
}

function judgeReboot({ reboot }: Account, { before, after }: Testimony): string[] {
  const isSame = reboot === null ? before.bootId === after.bootId : reboot.before === before.bootId;
  if (isSame && (reboot === null || reboot.after === after.bootId)) return [];
  const told = reboot === null ? 'no reboot' : `a reboot from ${reboot.before} to ${reboot.after}`;
  return [`the run tells of ${told}; the machine was ${before.bootId} and is ${after.bootId}`];
}

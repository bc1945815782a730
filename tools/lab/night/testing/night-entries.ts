import type { Change } from '../../account.ts';
import { REFUSAL } from '../judge-night.ts';
import type { NightAccount, NightEntry, NightTestimony } from '../night-account.ts';
import type { Role } from '../roles.ts';

export const openssl: Change = {
  name: 'openssl',
  architecture: 'amd64',
  action: 'upgrade',
  oldVersion: '2',
  newVersion: '3',
};

const old = { bootId: 'boot-0', packages: new Map([['openssl:amd64', '2']]), broken: '' };
const updated = { ...old, packages: new Map([['openssl:amd64', '3']]) };

interface AccountChange extends Partial<Omit<NightAccount, 'invocation'>> {
  readonly invocation?: Partial<NightAccount['invocation']>;
}

/** A machine of that part in a night in which all went as it should, but for what a test changes. */
export function entryOf(role: Role, account: AccountChange = {}, testimony: Partial<NightTestimony> = {}): NightEntry {
  const isOff = role === 'SLEEPER';
  const refuses = role === 'REFUSER';
  const reboots = role === 'CANARY' || role === 'REBOOTER';
  const { invocation, ...rest } = account;
  return {
    machine: { name: role.toLowerCase(), role, root: reboots ? 'aged' : 'current' },
    account: {
      invocation: {
        state: refuses ? 'FAILED' : 'SUCCEEDED',
        reason: refuses ? `APT_FAILED: ${REFUSAL}` : '',
        wave: role === 'CANARY' ? 'canary' : 'rest',
        power: isOff ? 'RESTORED' : null,
        startedAt: role === 'CANARY' ? '2026-12-01T22:00:01Z' : '2026-12-01T22:01:00Z',
        finishedAt: role === 'CANARY' ? '2026-12-01T22:00:50Z' : '2026-12-01T22:02:00Z',
        startUntil: '2026-12-01T22:06:00Z',
        windowClosesAt: '2026-12-01T22:08:00Z',
        ...invocation,
      },
      changes: refuses ? [] : [openssl],
      reboot: reboots ? { before: 'boot-0', after: 'boot-2' } : null,
      session: isOff ? { found: 'STOPPED', startedByUs: true, outcome: 'STOPPED', message: '' } : null,
      powerState: isOff ? 'STOPPED' : 'RUNNING',
      ...rest,
    },
    testimony: {
      before: old,
      after: refuses ? old : updated,
      wasOn: !isOff,
      isOn: !isOff,
      boots: isOff ? ['boot-1'] : reboots ? ['boot-2'] : [],
      switched: isOff ? ['start', 'stop'] : [],
      ...testimony,
    },
  };
}

export const canary = entryOf('CANARY');

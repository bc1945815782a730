import { renderTable } from '../../../apps/cli/src/output/table.ts';
import type { JudgedNight } from './play-night.ts';
import type { PreparedNight } from './prepare-night.ts';
import type { NightMachine, Role } from './roles.ts';

const text = <Row>(title: string, value: (row: Row) => string) => ({ name: title, title, value });

const parts: Readonly<Record<Role, string>> = {
  CANARY: 'canary',
  SLEEPER: 'switched off',
  REFUSER: 'refuses changes',
  REBOOTER: 'has to reboot',
};

/** Who does what tonight. */
export function showCast(
  cast: readonly NightMachine[],
  { opensAt, cutoffAt, closesAt }: PreparedNight,
  colour: boolean,
) {
  const table = renderTable(
    cast,
    [
      text('MACHINE', ({ name }) => name),
      text('PART', ({ role }) => parts[role]),
      text('C LIBRARY', ({ root }) => (root === 'aged' ? 'old' : 'as released')),
      text('WAVE', ({ role }) => (role === 'CANARY' ? 'canary' : 'rest')),
    ],
    colour,
  );
  const [opens, cutoff, closes] = [opensAt, cutoffAt, closesAt].map((at) => at.slice(11, 19));
  return `${table}\nWindow "tonight": opens ${opens}, nothing starts from ${cutoff} on, closes ${closes} (UTC). The job runs when it opens.\n`;
}

/** Machine by machine what the server tells, and whether the machine says the same. */
export function showNight({ machines, seen, faults }: JudgedNight, colour: boolean): string {
  const table = renderTable(
    machines,
    [
      text('MACHINE', ({ entry }) => entry.machine.name),
      text('PART', ({ entry }) => parts[entry.machine.role]),
      text('WAVE', ({ entry }) => entry.account.invocation.wave ?? '-'),
      text('STATE', ({ entry }) => entry.account.invocation.state),
      text('CHANGED', ({ entry }) => String(entry.account.changes.length)),
      text('OPENSSL', ({ entry }) => opensslOf(entry.testimony.after.packages)),
      text('REBOOT', ({ entry: { account } }) => {
        const { reboot } = account;
        return reboot === null ? '-' : `${reboot.before.slice(0, 8)} -> ${reboot.after.slice(0, 8)}`;
      }),
      text('POWER', ({ entry: { testimony } }) => {
        const { wasOn, isOn, switched } = testimony;
        return [wasOn ? 'on' : 'off', ...switched, isOn ? 'on' : 'off'].join(', ');
      }),
      text('THE MACHINE SAYS', (row) => (row.faults.length === 0 ? '✓ the same' : '✗ OTHERWISE')),
    ],
    colour,
  );
  const reasons = machines.flatMap(({ entry: { machine, account } }) =>
    account.invocation.reason === ''
      ? []
      : [`${machine.name}: ${account.invocation.state}: ${account.invocation.reason}`],
  );
  const found = [
    ...machines.flatMap(({ entry, faults: own }) => own.map((fault) => `✗ ${entry.machine.name}: ${fault}`)),
    ...faults.map((fault) => `✗ the night: ${fault}`),
  ];
  const waves = seen.work.waves.map(({ name, state }) => `${name} ${state}`).join(', ');
  const whole = `The work request is ${seen.work.state}; waves: ${waves}.`;
  const verdict = found.length === 0 ? '✓ The account is what the machines say.' : found.join('\n');
  return `${[table.trimEnd(), '', ...reasons, whole, verdict].join('\n')}\n`;
}

function opensslOf(packages: ReadonlyMap<string, string>): string {
  const found = [...packages].find(([name]) => name.startsWith('openssl:'));
  return found?.[1] ?? '-';
}

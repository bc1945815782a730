import { parseArgs } from 'node:util';
import { NIGHT_MACHINES_MAX, NIGHT_MACHINES_MIN } from './night/roles.ts';

export const usage = `usage: npm run lab -- [--machines N] [--packages small|all] [--keep]
       npm run lab -- night [--machines N] [--keep]

Patches a fleet of disposable Debian machines and asks them whether it is true. With "night" by a scheduled job in a
maintenance window: a canary first, machines that are switched off, one that refuses, reboots one at a time.

  --machines N   how many disposable Debian machines, 1 to 16 (default: 4); of a night 3 to 6 (default: 6)
  --packages     small: OpenSSL and the C library only, as of a night; all: every pending update (default: all)
  --keep         leave server and machines up afterwards, with a link to the console, until Ctrl-C
`;

export interface LabOptions {
  readonly show: 'fleet' | 'night';
  readonly machines: number;
  readonly packages: 'small' | 'all';
  readonly keep: boolean;
}

const bounds = {
  fleet: { least: 1, most: 16, usual: '4' },
  night: { least: NIGHT_MACHINES_MIN, most: NIGHT_MACHINES_MAX, usual: String(NIGHT_MACHINES_MAX) },
} as const;

/** @throws Error with the words for a person */
export function readOptions(argv: readonly string[]): LabOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      machines: { type: 'string' },
      packages: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [word, ...others] = positionals;
  if ((word !== undefined && word !== 'night') || others.length > 0)
    throw new Error(`"${positionals.join(' ')}": there is only "night"\n\n${usage}`);
  const show = word ?? 'fleet';
  if (show === 'night' && values.packages !== undefined)
    throw new Error(`--packages: a night has the small ones\n\n${usage}`);
  const { least, most, usual } = bounds[show];
  const given = values.machines ?? usual;
  const machines = Number(given);
  if (!Number.isInteger(machines) || machines < least || machines > most)
    throw new Error(`--machines: "${given}" is not a number from ${least} to ${most}\n\n${usage}`);
  const { packages = 'all' } = values;
  if (packages !== 'small' && packages !== 'all')
    throw new Error(`--packages: "${packages}" is neither small nor all\n\n${usage}`);
  return { show, machines, packages, keep: values.keep };
}

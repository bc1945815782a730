import { parseArgs } from 'node:util';

export const usage = `usage: npm run lab -- [--machines N] [--packages small|all] [--keep]

  --machines N   how many disposable Debian machines, 1 to 16 (default: 4)
  --packages     small: OpenSSL and the C library only; all: every pending update (default: all)
  --keep         leave server and machines up afterwards, with a link to the console, until Ctrl-C
`;

export interface LabOptions {
  readonly machines: number;
  readonly packages: 'small' | 'all';
  readonly keep: boolean;
}

const MACHINES_MAX = 16;

/** @throws Error with the words for a person */
export function readOptions(argv: readonly string[]): LabOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      machines: { type: 'string', default: '4' },
      packages: { type: 'string', default: 'all' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const machines = Number(values.machines);
  if (!Number.isInteger(machines) || machines < 1 || machines > MACHINES_MAX)
    throw new Error(`--machines: "${values.machines}" is not a number from 1 to ${MACHINES_MAX}\n\n${usage}`);
  const { packages } = values;
  if (packages !== 'small' && packages !== 'all')
    throw new Error(`--packages: "${packages}" is neither small nor all\n\n${usage}`);
  return { machines, packages, keep: values.keep };
}

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

export interface DispatchOptions {
  readonly agents: number;
  /** How long the idle fleet is watched. */
  readonly seconds: number;
  /** Over how long the first check-ins of the agents are spread; those of a real fleet are over all of the time between two. */
  readonly spreadSeconds: number;
  /** For Node, before the server's own file. */
  readonly nodeOptions: readonly string[];
}

export function readOptions(args: readonly string[]): DispatchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      agents: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '60' },
      spread: { type: 'string', default: '120' },
      profile: { type: 'string' },
    },
  });
  const [agents, seconds, spreadSeconds] = [values.agents, values.seconds, values.spread].map(Number);
  const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  return { agents: agents ?? 0, seconds: seconds ?? 0, spreadSeconds: spreadSeconds ?? 0, nodeOptions: profile };
}

/** Node raises its own limit as far as the hard one allows, so only that one counts. */
export async function requireFiles(wanted: number): Promise<void> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  const hard = /^Max open files +\S+ +(\d+|unlimited)/m.exec(limits)?.[1] ?? 'unlimited';
  if (hard === 'unlimited' || Number(hard) >= wanted) return;
  throw new Error(
    `a process here may open ${hard} files and ${wanted} are needed: raise the hard limit (ulimit -Hn, LimitNOFILE=) or give fewer --agents`,
  );
}

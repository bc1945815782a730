import { whyNoMachines } from '@rustine/testkit/machines';
import { fileURLToPath } from 'node:url';
import { createProgress } from '../../apps/cli/src/output/progress.ts';
import { buildConsole } from '../start/build-console.mjs';
import { readOptions, usage } from './read-options.ts';
import { runLab } from './run-lab.ts';
import { runNight } from './run-night.ts';

// `npm run lab`: the product at work on disposable machines. Exit codes: 0 every machine says what the server says, 1 one
// does not or something failed, 2 wrong usage, 3 there can be no machines here, 130 interrupted.
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => interruption.abort(new Error('interrupted')));

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    const missing = whyNoMachines();
    if (missing !== undefined) {
      process.stderr.write(`lab: ${missing}\n`);
      return 3;
    }
    if (options.keep) {
      const unbuilt = await buildConsole(fileURLToPath(new URL('../..', import.meta.url)), process.execPath);
      if (unbuilt !== null) process.stderr.write(`lab: ${unbuilt}\n`);
    }
    return await show(options);
  } catch (error) {
    process.stderr.write(`lab: ${(error as Error).message}\n`);
    return 2;
  }
}

async function show(options: Exclude<ReturnType<typeof readOptions>, 'help'>): Promise<number> {
  const unicode = /utf-?8/i.test(process.env['LC_ALL'] ?? process.env['LC_CTYPE'] ?? process.env['LANG'] ?? '');
  const progress = createProgress({ stream: process.stderr, clock: () => performance.now(), unicode });
  const print = (text: string) => void process.stdout.write(text);
  try {
    const terminal = { progress, print, colour: process.stdout.isTTY, signal: interruption.signal };
    const isTrue = await (options.show === 'night' ? runNight(options, terminal) : runLab(options, terminal));
    return isTrue ? 0 : 1;
  } catch (error) {
    progress.end();
    if (interruption.signal.aborted) return 130;
    process.stderr.write(`lab: ${(error as Error).message}\n`);
    return 1;
  }
}

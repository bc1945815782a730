import { agentBench } from './agent.ts';
import { dispatchBench } from './dispatch.ts';
import { ingestBench } from './ingest.ts';
import { linkBench } from './link.ts';

/** What a benchmark measured: ours, the stated limit measured in the same run, and one divided by the other. */
export interface BenchResult {
  readonly bench: string;
  readonly figure: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
  /** Figures besides, by name. */
  readonly more?: Readonly<Record<string, number>>;
}

const benches: Record<string, (args: readonly string[]) => Promise<BenchResult>> = {
  agent: agentBench,
  dispatch: dispatchBench,
  ingest: ingestBench,
  link: linkBench,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- <${Object.keys(benches).join('|')}>\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${JSON.stringify(await bench(args))}\n`);
}

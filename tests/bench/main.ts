import { agentBench } from './agent.ts';
import { ingestBench } from './ingest.ts';
import { linkBench } from './link.ts';

/** What a benchmark measured: ours, the stated limit measured in the same run, and one divided by the other. */
export interface BenchResult {
  readonly bench: string;
  readonly figure: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
}

const benches: Record<string, () => Promise<BenchResult>> = { agent: agentBench, ingest: ingestBench, link: linkBench };

const name = process.argv[2] ?? '';
const bench = benches[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- <${Object.keys(benches).join('|')}>\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${JSON.stringify(await bench())}\n`);
}

import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAgent } from './agent-build/build-agent.ts';
import { targets } from './agent-build/targets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = `usage: npm run build:agent -- [--target ${targets.map(({ name }) => name).join('|')}]... [--node FILE] [--out DIR] [--fresh]

  --target  the system it will run on (default: this one); may be given several times
  --node    the Node binary of that system to build into, of the version that builds (default: the one that npm brings)
  --out     where to (default: dist/agent)
  --fresh   build also what is built already
`;

try {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', multiple: true },
      node: { type: 'string' },
      out: { type: 'string' },
      fresh: { type: 'boolean', default: false },
    },
  });
  const own = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  for (const name of values.target ?? [own]) {
    const target = targets.find((each) => each.name === name);
    if (target === undefined) throw new Error(`no agent is built for ${name}\n${usage}`);
    const built = await buildAgent(root, {
      target,
      nodeBinary: values.node === undefined ? undefined : resolve(values.node),
      outputFolder: resolve(values.out ?? join(root, 'dist/agent')),
      fresh: values.fresh,
      tell: (line) => process.stderr.write(`${line}\n`),
    });
    process.stderr.write(
      `${built.reused ? 'Up to date' : 'Built'}: ${(built.sizeBytes / 1e6).toFixed(1)} MB, sha256 ${built.sha256}\n`,
    );
    process.stdout.write(`${built.path}\n`);
  }
} catch (error) {
  process.stderr.write(`build:agent: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

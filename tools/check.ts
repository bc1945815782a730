import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly remedy: string;
}

const node = process.execPath;
const source = '--conditions=@rustine/source';

/** Cheapest first; each failure says what mends it. */
const checks: readonly Check[] = [
  { name: 'format', command: [bin('oxfmt'), '--check'], remedy: 'npm run format' },
  { name: 'lint', command: [bin('oxlint')], remedy: 'read the finding; a suppression needs its reason beside it' },
  { name: 'types', command: [bin('tsc'), '-p', 'tsconfig.json'], remedy: 'mend the types' },
  ...['packages/sdk', 'apps/cli', 'apps/web', 'tests/e2e', 'tests/peers', 'tools/lab'].map((folder) => ({
    name: `types of ${folder}`,
    command: [bin('tsc'), '-p', `${folder}/tsconfig.json`] as const,
    remedy: 'mend the types',
  })),
  { name: 'dead code', command: [bin('knip')], remedy: 'delete what nothing uses' },
  {
    name: 'arrows',
    command: [node, join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', 'tests/arch'],
    remedy: 'see docs/ARCHITECTURE.md',
  },
];

/** Generated files, by the command that makes them: made anew, they must come out as they are committed. */
const generated = [
  { files: ['packages/sdk/openapi.json'], command: [node, source, 'tools/gen/openapi.ts'] },
  {
    files: ['packages/sdk/src/generated/sdk.gen.ts', 'packages/sdk/src/generated/types.gen.ts'],
    command: [node, source, 'tools/gen/sdk.ts'],
  },
] as const;

function run(command: readonly string[]): { ok: boolean; output: string } {
  const [program, ...args] = command;
  const result = spawnSync(program!, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` };
}

function read(files: readonly string[]): string {
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('');
}

let failed = false;
function report(name: string, ok: boolean, said: { output: string; remedy: string }): void {
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name}`);
  if (ok) return;
  failed = true;
  console.log(`${said.output.trimEnd()}\nRemedy: ${said.remedy}\n`);
}

for (const { name, command, remedy } of checks) {
  const { ok, output } = run(command);
  report(name, ok, { output, remedy });
}
for (const { files, command } of generated) {
  const before = read(files);
  const { ok, output } = run(command);
  report(`generated: ${files[0]}`, ok && read(files) === before, {
    output,
    remedy: 'npm run generate, and commit what changed',
  });
}
process.exitCode = failed ? 1 : 0;

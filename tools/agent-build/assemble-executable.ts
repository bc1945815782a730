import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from './targets.ts';

const BLOB = 'agent.blob';
const POSTJECT = fileURLToPath(import.meta.resolve('postject/dist/cli.js'));

/** What Node looks for in its own binary; fixed by Node. */
const BLOB_NAME = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

export interface Parts {
  readonly target: Target;
  readonly nodeBinary: string;
  readonly program: string;
  /** Files that the program reads through `node:sea`, by name. */
  readonly assets: Readonly<Record<string, string>>;
}

/** The executable's bytes; the same parts give the same bytes. `tell` hears what a person should know of the result. */
export function assembleExecutable(parts: Parts, tell: (line: string) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'rustine-agent-build-'));
  try {
    makeBlob(folder, parts);
    const executable = join(folder, parts.target.output);
    copyFileSync(parts.nodeBinary, executable);
    chmodSync(executable, 0o755);
    // Before the blob goes in: a binary that is stripped afterwards does not start.
    strip(executable, parts.target, tell);
    run(process.execPath, [POSTJECT, executable, BLOB_NAME, join(folder, BLOB), '--sentinel-fuse', FUSE], folder);
    return readFileSync(executable);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Paths are given relative to the folder, because the blob holds the program's as it is given. */
function makeBlob(folder: string, { program, assets }: Parts): void {
  writeFileSync(join(folder, 'rustine-agent.cjs'), program);
  for (const [name, content] of Object.entries(assets)) writeFileSync(join(folder, name), content);
  const config = {
    main: 'rustine-agent.cjs',
    output: BLOB,
    disableExperimentalSEAWarning: true,
    // Neither may go from one processor to another, and the program starts in a tenth of a second without.
    useSnapshot: false,
    useCodeCache: false,
    // Options of Node are the builder's to choose; a NODE_OPTIONS left in some environment is not for the agent.
    execArgvExtension: 'none',
    // An agent waits most of its life: less memory at rest is worth more than speed in bursts (about 10 MB).
    execArgv: ['--max-semi-space-size=1', '--optimize-for-size'],
    assets: Object.fromEntries(Object.keys(assets).map((name) => [name, name])),
  };
  writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
  run(process.execPath, ['--experimental-sea-config', 'sea.json'], folder);
}

/** Quiet unless it fails: on the way both tools warn of what is as it should be. */
function run(program: string, args: readonly string[], cwd: string): void {
  execFileSync(program, args, { cwd, timeout: 120_000, stdio: ['ignore', 'ignore', 'pipe'] });
}

function strip(executable: string, { strippers, name }: Target, tell: (line: string) => void): void {
  if (strippers.length === 0) return;
  for (const program of strippers) {
    try {
      execFileSync(program, ['--strip-all', executable], { timeout: 120_000, stdio: ['ignore', 'ignore', 'inherit'] });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  tell(`${name} keeps its symbols, 40 MB of them: none of ${strippers.join(', ')} is installed`);
}

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { root } from './run-process.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandPlace {
  /** All that it gets beside the path; what the test itself was started with does not leak in. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Variables by which npm and Vitest, who run the tests, would change what is under test. */
const leaking = /^(npm_|NPM_|VITEST|NODE_|RUSTINE_|APT_CONFIG|DATABASE_URL|TEST$|INIT_CWD|LANG$|LC_)/;

export function cleanEnvironment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !leaking.test(name));
  return { ...Object.fromEntries(kept), LANG: 'C.UTF-8', ...env };
}

/** Runs a program to its end, with nothing on stdin. */
export async function runCommand(
  [program, ...args]: readonly [string, ...string[]],
  { env, cwd = root }: CommandPlace,
): Promise<Ran> {
  const child = spawn(program, args, { cwd, env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** `npx rustine …`, as a person types it below the repository. */
export function npxRustine(args: readonly string[], place: CommandPlace): Promise<Ran> {
  return runCommand(['npx', '--no', 'rustine', ...args], place);
}

/** `npm start -- … `, to its end. */
export function npmStart(args: readonly string[], place: CommandPlace): Promise<Ran> {
  return runCommand(['npm', 'start', '--', ...args], place);
}

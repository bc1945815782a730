import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface ToolRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  /** What the tool reads on standard input; secrets go this way, since anybody may read an argv. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly seconds?: number;
  /** Another account to run as; only root can. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/** Runs a tool to its end, killed when it takes longer than `seconds` (default 60). */
export async function runTool(program: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolRun> {
  const { input = '', env = {}, cwd, seconds = 60, account } = options;
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    ...(cwd !== undefined && { cwd }),
    ...account,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  // A tool that ends before it has read all says why by its code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/**
 * Runs a tool that has to succeed.
 * @throws Error with what it wrote.
 */
export async function runToolOrFail(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runTool(program, args, options);
  if (code !== 0) throw new Error(`${program} ended with ${code}.\n${stdout.slice(-8000)}\n${stderr.slice(-8000)}`);
  return stdout;
}

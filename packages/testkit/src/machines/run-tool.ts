import { execFile } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly input?: string;
  readonly seconds?: number;
}

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
/** What a shell reports for a process that SIGKILL ended. */
const KILLED = 137;

/** Runs a program to its end with a path of the system's own; never rejects for its exit code. */
export function runTool(
  argv: readonly [string, ...string[]],
  { input = '', seconds = 60 }: ToolOptions = {},
): Promise<Ran> {
  const [file, ...args] = argv;
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      {
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
        maxBuffer: OUTPUT_BYTES_MAX,
        timeout: seconds * 1000,
        killSignal: 'SIGKILL',
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : KILLED;
        resolve({ code, stdout, stderr: stderr || (error?.message ?? '') });
      },
    );
    // One that ends without reading its input is no fault of ours; its exit code tells.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** @throws Error with what the program said, where it did not exit with 0. */
export async function mustRun(argv: readonly [string, ...string[]], options?: ToolOptions): Promise<string> {
  const { code, stdout, stderr } = await runTool(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')}: exit code ${code}: ${(stderr || stdout).trim().slice(-2000)}`);
  return stdout;
}

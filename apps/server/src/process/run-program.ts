import { spawn } from 'node:child_process';

/** Bytes that are kept of each stream. */
const OUTPUT_MAX = 64 * 1024;

export interface RunOptions {
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** After this many milliseconds it is killed. */
  readonly timeoutMs: number;
}

export interface ProgramRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/**
 * Runs a program by argv, without a shell, in a process group of its own, which is killed whole when its time is over.
 * @throws when it cannot be started, with the system's error code.
 */
export function runProgram(path: string, args: readonly string[], { env, timeoutMs }: RunOptions): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child.pid);
      // A grandchild in another group may hold the pipes open; nothing more of it is waited for.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    const kept = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (chunk: string) => (kept[name] = (kept[name] + chunk).slice(0, OUTPUT_MAX)));
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...kept, timedOut });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

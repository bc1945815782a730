import { spawn } from 'node:child_process';
import { cleanEnvironment } from './run-command.ts';
import { root } from './run-process.ts';
import { waitUntil } from './wait-until.ts';

/** An `npm start` that stays up. */
export interface RunningStart {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The code, or the signal's name, once npm has ended. */
  readonly ended: Promise<number | string>;
  /** As the terminal does at Ctrl-C: to npm and to all that it started in this terminal. */
  readonly signalAll: (signal: NodeJS.Signals) => void;
  /** Waits until it has said this on the stream; gives the match. */
  readonly said: (stream: 'stdout' | 'stderr', words: RegExp) => Promise<RegExpExecArray>;
}

export function startRunning(args: readonly string[], env: Readonly<Record<string, string>>): RunningStart {
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: root,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const told = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (told.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told.stderr += chunk));
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    child.once('error', (error) => resolve(error.message));
  });
  return {
    pid: child.pid!,
    stdout: () => told.stdout,
    stderr: () => told.stderr,
    ended,
    signalAll: (signal) => process.kill(-child.pid!, signal),
    said: (stream, words) =>
      waitUntil(`it says ${words.source}`, async () => words.exec(told[stream]), {
        seconds: 240,
        state: () => `stdout:\n${told.stdout}\nstderr:\n${told.stderr}`,
      }),
  };
}

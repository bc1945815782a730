import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface RunningProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The code, or the signal's name, once it has ended. */
  readonly ended: Promise<number | string>;
  /** What it wrote so far, both streams. */
  readonly log: () => string;
  /** kill -9: it has no chance to tidy up. */
  readonly kill: () => Promise<void>;
  /** SIGTERM, and SIGKILL after 20 s. */
  readonly stop: () => Promise<number | string>;
}

export interface ProcessSpec {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Put before the argv: a program that becomes it. */
  readonly wrap?: readonly string[];
}

/** A real process of ours, run by this very Node with the sources as they are. */
export function runProcess({ argv, env, logFile, wrap = [] }: ProcessSpec): RunningProcess {
  const output = openSync(logFile, 'a');
  const [program, ...args] = [...wrap, process.execPath, '--conditions=@rustine/source', ...argv];
  const child = spawn(program as string, args, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    child.once('error', (error) => resolve(error.message));
  });
  return {
    pid: child.pid!,
    child,
    ended,
    log: () => readFileSync(logFile, 'utf8'),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      const how = await ended;
      clearTimeout(timer);
      return how;
    },
  };
}

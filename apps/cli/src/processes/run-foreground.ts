import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program in this terminal until it ends. It gets a session of its own, so a Ctrl-C reaches it once, through us,
 * and a pipe for stdin, whose end tells it that we are gone (its `--exit-with-parent`).
 * @returns its exit code, or 128 and the signal's number
 */
export async function runForeground(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'inherit', 'inherit'], env, detached: true });
  return await untilEnded(child);
}

/** Runs a program that is done soon, with this terminal's stdin; its answer as above. */
export async function runToEnd(program: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return await untilEnded(spawn(program, argv, { stdio: 'inherit', env }));
}

async function untilEnded(child: ChildProcess): Promise<number> {
  const forward = forwarded.map((signal) => [signal, () => child.kill(signal)] as const);
  for (const [signal, listener] of forward) process.on(signal, listener);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
  } finally {
    for (const [signal, listener] of forward) process.off(signal, listener);
  }
}

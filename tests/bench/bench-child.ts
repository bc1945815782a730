import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a file of this folder as a process of its own, which ends when it is let go of. */
export function startChild(file: string, args: readonly string[] = []): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const options = ['--conditions=@rustine/source', '--expose-gc'];
  return spawn(process.execPath, [...options, path, ...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The next message of a child; an error when it ends instead. */
export async function tell(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`a process of the benchmark ended with ${String(code)}`);
  });
  ended.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: over.signal }), ended])) as [unknown];
    return message;
  } finally {
    over.abort();
  }
}

/** Lets go of a child and waits for its end. */
export async function letGo(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { waitUntil } from '../../e2e/harness/wait-until.ts';

export interface Peer extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a server of others and waits until `ready`; it is killed at the end. */
export async function startPeer(
  program: string,
  args: readonly string[],
  { ready, env = {}, cwd }: { ready: () => Promise<boolean>; env?: Readonly<Record<string, string>>; cwd?: string },
): Promise<Peer> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const said = text(child.stderr);
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await waitUntil(`${program} answers`, async () => (await ready().catch(() => false)) || undefined);
  } catch (cause) {
    await stop();
    throw new Error((await said).slice(-4000), { cause });
  }
  return { pid: child.pid!, [Symbol.asyncDispose]: stop };
}

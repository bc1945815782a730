import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './main.ts';

const LINKS = 2000;

/**
 * Memory of the server's process for each link that an idle agent holds open, against bare `node:http` holding as many
 * open responses. Servers and clients are processes of their own, so that only the server's side is measured, each from
 * a fresh heap. A figure of resident memory after a full collection; it says what an agent costs, not how fast it is.
 */
export async function linkBench(): Promise<BenchResult> {
  const reference = await measure('raw');
  const figure = await measure('ours');
  return {
    bench: 'link',
    figure,
    reference,
    ratio: Math.round((figure / reference) * 1000) / 1000,
    unit: 'bytes per idle link',
  };
}

async function measure(kind: 'raw' | 'ours'): Promise<number> {
  const server = start('link-server.ts', [kind, String(LINKS)]);
  try {
    const { url } = (await tell(server)) as { url: string };
    const clients = start('link-clients.ts', [url, String(LINKS)]);
    try {
      const { opened } = (await tell(clients)) as { opened: number };
      if (opened !== LINKS) throw new Error(`only ${opened} of ${LINKS} links were opened`);
      const { bytesPerLink } = (await tell(server)) as { bytesPerLink: number };
      process.stderr.write(`${kind}: ${LINKS} idle links, ${bytesPerLink} bytes each\n`);
      return bytesPerLink;
    } finally {
      await end(clients);
    }
  } finally {
    await end(server);
  }
}

function start(file: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const options = ['--conditions=@rustine/source', '--expose-gc'];
  return spawn(process.execPath, [...options, path, ...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The next message of a child; an error when it ends instead. */
async function tell(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the benchmark ended with ${String(code)}`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  return message;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

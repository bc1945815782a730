import { letGo, startChild, tell } from './bench-child.ts';
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
  const server = startChild('link-server.ts', [kind, String(LINKS)]);
  try {
    const { url } = (await tell(server)) as { url: string };
    const clients = startChild('link-clients.ts', [url, String(LINKS)]);
    try {
      const { opened } = (await tell(clients)) as { opened: number };
      if (opened !== LINKS) throw new Error(`only ${opened} of ${LINKS} links were opened`);
      const { bytesPerLink } = (await tell(server)) as { bytesPerLink: number };
      process.stderr.write(`${kind}: ${LINKS} idle links, ${bytesPerLink} bytes each\n`);
      return bytesPerLink;
    } finally {
      await letGo(clients);
    }
  } finally {
    await letGo(server);
  }
}

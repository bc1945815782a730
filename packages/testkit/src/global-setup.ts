import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestCluster, type TestCluster } from './start-test-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** UNIX socket where a test file asks for the run's cluster. */
    clusterSocket: string;
  }
}

/**
 * One PostgreSQL for the whole run, started when the first test file asks for it: a run of pure tests pays nothing.
 * Vitest runs this in its main process, which outlives the workers, and calls what it returns at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: Promise<TestCluster> | undefined;
  const directory = await mkdtemp(join(tmpdir(), 'rustine-run-'));
  const server = createServer((_request, response) => {
    cluster ??= startTestCluster();
    cluster.then(
      ({ address }) => response.end(JSON.stringify(address)),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  const socket = join(directory, 'cluster.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  project.provide('clusterSocket', socket);
  return async () => {
    server.closeAllConnections();
    server.close();
    await (await cluster?.catch(() => undefined))?.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

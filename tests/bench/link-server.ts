import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { createWork, loadSigningKey, readServerId } from '../../apps/server/src/contexts/work/index.ts';
import { connect } from '../../apps/server/src/db/connect.ts';
import { startEmbeddedPostgres } from '../../apps/server/src/db/embedded/start-embedded-postgres.ts';
import { prepareDatabase } from '../../apps/server/src/db/prepare-database.ts';
import { buildApp } from '../../apps/server/src/http/build-app.ts';
import { requireAgent } from '../../apps/server/src/http/require-agent.ts';

/** The server's side of the link benchmark: `raw` holds bare responses, `ours` runs the work context's route. */
const [kind = 'raw', wanted = '0'] = process.argv.slice(2);
const log = pino({ level: 'error' }, pino.destination(2));

interface Side {
  readonly url: string;
  held(): number;
  close(): Promise<void>;
}

async function startRaw(): Promise<Side> {
  const held = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    held.add(response);
    response.on('close', () => held.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held: () => held.size,
    close: async () => server.closeAllConnections(),
  };
}

async function startOurs(): Promise<Side> {
  const directory = await mkdtemp(join(tmpdir(), 'rustine-bench-link-'));
  // Started as root, PostgreSQL runs under an account of its own, which must be able to pass through here.
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'data'), log });
  await prepareDatabase(postgres.poolConfig, { log });
  const connection = connect(postgres.poolConfig, { log });
  const { db } = connection;
  const noUpdates = () => {
    throw new Error('an idle link asks for nothing');
  };
  const never = () => Promise.reject(new Error('an idle link asks for nothing'));
  const work = createWork({
    db,
    address: postgres.poolConfig,
    log,
    clock: () => new Date(),
    signingKey: await loadSigningKey(join(directory, 'command-signing.jwk')),
    serverId: await readServerId(db),
    needs: {
      fleet: {
        findInstances: never,
        instancesForTargets: never,
        noteSeen: async () => undefined,
        noteRebootRequired: never,
      },
      documents: { getVersion: never, selectVersion: never },
      parameters: { resolveRun: never },
      reports: { reportSummary: never, newUpdatesOf: noUpdates },
      windows: { requireWindows: never, placesFor: never, freezesOn: never, nextFreezeStart: never },
      power: { askToWake: never, askToRestore: never, settlesBy: never },
      quorum: { needsLease: async () => false },
    },
  });
  await work.start();
  const app = await buildApp(log);
  await app.register(async (scope) => {
    requireAgent(scope, async (token) => token);
    await work.agentRoutes(scope);
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    held: () => work.connectedInstances().length,
    async close() {
      await work.stop();
      await app.close();
      await connection.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resident bytes once the heap holds nothing but what is needed and its pages are given back. */
async function residentBytes(): Promise<number> {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await sleep(200);
  }
  return process.memoryUsage().rss;
}

const side = kind === 'ours' ? await startOurs() : await startRaw();
process.on('disconnect', () => void side.close().finally(() => process.exit(0)));
const before = await residentBytes();
process.send?.({ url: side.url });
while (side.held() < Number(wanted)) await sleep(50);
const bytesPerLink = Math.round(((await residentBytes()) - before) / Number(wanted));
process.send?.({ bytesPerLink });

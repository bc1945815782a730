import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runAgent } from '../compose.ts';
import { readConfig } from '../config.ts';
import { until, untilFinished } from './start-agent.ts';
import { createTestServer, document, type TestServer } from './test-server.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Whoever waits for this waits far longer than the test may take. */
const forEver = { firstMs: 3_600_000, longestMs: 3_600_000 };

let server: TestServer;
let folder: string;
let stop: AbortController;
let agent: Promise<unknown>;
let logged: string;

beforeEach(async () => {
  server = await createTestServer();
  folder = mkdtempSync(join(tmpdir(), 'rustine-agent-'));
  stop = new AbortController();
  logged = '';
  const config = {
    serverUrl: server.url,
    stateDir: join(folder, 'state'),
    enrollmentToken: server.enrollToken,
    enrollmentTokenFile: null,
    logLevel: 'debug',
    logFile: null,
    logJson: true,
    concurrency: 4,
    caFile: null,
    proxy: { http: null, https: null, exempt: null },
    scriptEnvironment: { PATH: '/usr/bin:/bin' },
    downloads: readConfig({}).downloads,
    rebootCommand: ['/bin/false'],
    rebootWaitSeconds: 0,
    rebootDeadlineSeconds: 60,
  };
  const log = pino({ level: 'debug' }, { write: (line: string) => void (logged += line) });
  const paces = { link: { firstMs: 20, longestMs: 50 }, calls: forEver };
  agent = runAgent(config, { log, signal: stop.signal, paces }).catch((error: unknown) => error);
});

afterEach(async () => {
  stop.abort();
  await agent;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const waits = (doing: string) => until(() => logged.includes(`"msg":"${doing}: cannot reach`));

it('events, grants and reports that wait for a server go on when the link is open again', async () => {
  const release = join(folder, 'release');
  const command = await server.signCommand({
    content: document([
      `while [ ! -e ${release} ]; do sleep 0.05; done`,
      'echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"',
    ]),
  });
  server.deliver(command);
  await until(() => server.eventsOf(command.invocationId).some((event) => event.type === 'step-started'));
  await server.close();
  writeFileSync(release, '');
  await Promise.all([waits('sending events'), waits('publishing updates-before')]);
  await server.listen();
  expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  expect([...server.objects.keys()].toSorted()).toEqual(
    ['manifest', 'updates-before'].map((name) => `${command.invocationId}/${name}`),
  );
  expect(existsSync(join(folder, 'state', 'reports', command.invocationId))).toBe(false);
});

it('an upload that fails while the server is there is not hurried by what succeeds beside it', async () => {
  const failed = Promise.withResolvers<void>();
  server.intercept = ({ method }, response) => {
    if (method !== 'PUT') return false;
    response.writeHead(503).end();
    failed.resolve();
    return true;
  };
  const [first, second] = [
    await server.signCommand({ content: document(['echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"']) }),
    await server.signCommand({ content: document(['echo the second']) }),
  ];
  server.deliver(first);
  await failed.promise;
  await until(() => logged.includes('publishing updates-before'));
  server.deliver(second);
  await untilFinished(server, second.invocationId);
  expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

import { once } from 'node:events';
import { chmodSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readBuildInfo } from '../build-info.ts';
import { statePathsOf, type StatePaths } from '../checkin/state-paths.ts';
import { enrollAgent } from '../compose.ts';
import { readConfig } from '../config.ts';
import { examine } from '../doctor/examine.ts';
import { renderFindings, type Finding } from '../doctor/finding.ts';
import { openJournal } from '../journal/open-journal.ts';
import { choosePlatform } from '../platform/choose-platform.ts';
import { createRehearsal, type Rehearsal } from './start-agent.ts';

vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
let paths: StatePaths;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  paths = statePathsOf(rehearsal.stateDir);
  rehearsal.server.intercept = ({ path }, response) => {
    if (path !== '/healthz') return false;
    response.writeHead(200).end('{}');
    return true;
  };
  const log = pino({ level: 'silent' });
  await enrollAgent(configOf(), { log, signal: new AbortController().signal });
  openJournal(paths.journal).close();
});
afterEach(async () => await rehearsal.close());

function configOf(url = rehearsal.server.url) {
  const { stateDir, server } = rehearsal;
  return readConfig({
    RUSTINE_URL: url,
    RUSTINE_AGENT_STATE_DIR: stateDir,
    RUSTINE_ENROLLMENT_TOKEN: server.enrollToken,
  });
}

async function diagnose(url?: string): Promise<Finding[]> {
  const platform = { ...choosePlatform(), service: null };
  return await examine(configOf(url), { platform, build: readBuildInfo() });
}

const problemsOf = (findings: Finding[]) => findings.filter(({ verdict }) => verdict === 'problem');

describe('the doctor', () => {
  it('finds nothing wrong with an enrolled agent, running or not, and leaves its state as it is', async () => {
    const before = readFileSync(paths.journal);
    const atRest = await diagnose();
    expect(problemsOf(atRest)).toEqual([]);
    expect(atRest.find(({ check }) => check === 'journal')?.found).toMatch(/^sound/);
    expect(readFileSync(paths.journal)).toEqual(before);
    const token = rehearsal.server.requests.find(({ path }) => path === 'uploads/verify');
    expect(token?.authorized).toBe(true);

    rehearsal.start();
    await vi.waitFor(
      async () =>
        expect((await diagnose()).find(({ check }) => check === 'agent')?.found).toMatch(/its link open since/),
      { timeout: 60_000 },
    );
  });

  it.each([
    ['a name that does not exist', async () => 'http://nowhere.invalid', 'name', /no address/],
    ['a port on which nobody listens', closedPort, 'connection', /ECONNREFUSED/],
    ['something else than a server of ours', async () => `${rehearsal.server.url}/path`, 'answer', /answers 401/],
  ])('stops at the step that fails: %s', async (_what, urlOf, check, words) => {
    const findings = await diagnose(await urlOf());
    expect(problemsOf(findings)).toMatchObject([{ check, found: expect.stringMatching(words) }]);
    expect(findings.some((finding) => finding.check === 'token')).toBe(false);
  });

  it.each([
    ['state', () => chmodSync(paths.root, 0o755)],
    ['key', () => writeFileSync(paths.key, '{}')],
    ['enrolment', () => writeFileSync(paths.enrollment, 'not json')],
    ['enrolment', () => rmSync(paths.enrollment)],
    ['journal', damageJournal],
  ])('finds a broken %s and names a remedy', async (check, breakIt) => {
    breakIt();
    const problems = problemsOf(await diagnose());
    expect(problems.map((problem) => problem.check)).toEqual([check]);
    expect(problems[0]?.remedy).not.toBeNull();
  });

  it('finds that the server does not know the agent', async () => {
    rehearsal.server.enrolledKeys.length = 0;
    expect(problemsOf(await diagnose())).toMatchObject([{ check: 'token' }]);
  });

  it('warns of a clock that is an hour off, which does not keep the agent from working', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    rehearsal.server.intercept = ({ path }, response) => {
      if (path !== '/healthz') return false;
      response.writeHead(200, { date }).end('{}');
      return true;
    };
    const findings = await diagnose();
    expect(problemsOf(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === 'clock')).toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(/^3\d{3} seconds behind/),
    });
    expect(renderFindings(findings)).toContain('Nothing keeps the agent from working');
  });
});

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** Overwrites a page that is in use, as a failing disk does. */
function damageJournal(): void {
  const file = openSync(paths.journal, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xaa), 0, 4096, 4096);
}

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';
import { document } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
});
afterEach(async () => await rehearsal.close());

const lines = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const outputOf = (id: string) =>
  rehearsal.server
    .eventsOf(id)
    .flatMap((event) => (event.type === 'output' ? [event.text] : []))
    .join('');

describe('an agent killed in the middle', () => {
  it('runs the step again at its next start, after ending what the first attempt left, and ends the run once', async () => {
    const { server, scratch } = rehearsal;
    const [log, release] = [join(scratch, 'log'), join(scratch, 'release')];
    const first = rehearsal.start();
    const command = await server.signCommand({
      content: document([
        `trap '' TERM; echo $$ >> ${log}; echo attempt`,
        `while [ ! -e ${release} ]; do sleep 0.05; done`,
        'echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"',
      ]),
    });
    server.deliver(command);
    await until(() => outputOf(command.invocationId).includes('attempt') && lines(log).length === 1);
    await first.end('SIGKILL');
    const leftover = Number(lines(log)[0]);
    expect(isAlive(leftover)).toBe(true);

    rehearsal.start();
    await until(() => lines(log).length === 2);
    expect(isAlive(leftover)).toBe(false);
    writeFileSync(release, '');
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    const events = server.eventsOf(command.invocationId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    for (const type of ['accepted', 'started', 'step-started', 'step-finished', 'finished']) {
      expect(events.filter((event) => event.type === type)).toHaveLength(1);
    }
    expect(outputOf(command.invocationId)).toBe('attempt\nattempt\n');
    expect(server.objects.get(`${command.invocationId}/updates-before`)?.puts).toBe(1);
  });

  it('gives a step up after three interrupted attempts, and says so', async () => {
    const { server, scratch } = rehearsal;
    const log = join(scratch, 'log');
    const command = await server.signCommand({ content: document([`echo $$ >> ${log}; exec sleep 600`]) });
    for (const attempt of [1, 2, 3]) {
      const agent = rehearsal.start();
      if (attempt === 1) server.deliver(command);
      await until(() => lines(log).length === attempt);
      await agent.end('SIGKILL');
    }
    rehearsal.start();
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('3 times') });
    expect(lines(log)).toHaveLength(3);
    expect(lines(log).filter((pid) => isAlive(Number(pid)))).toEqual([]);
  });

  it('goes on with the upload at its next start and publishes each report once', async () => {
    const { server } = rehearsal;
    const kill = { done: false };
    const first = rehearsal.start();
    server.intercept = async ({ path, method }) => {
      if (kill.done || method !== 'POST' || path !== 'uploads/verify') return false;
      kill.done = true;
      await first.end('SIGKILL');
      return true;
    };
    const command = await server.signCommand({
      content: document([
        'for kind in updates-before software-inventory; do echo $kind > "$RUSTINE_REPORT_DIR/$kind.csv"; done',
      ]),
    });
    server.deliver(command);
    await until(() => kill.done && first.process.signalCode !== null);
    rehearsal.start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect([...server.objects.values()].map(({ puts }) => puts)).toEqual([1, 1, 1]);
    await until(() => readdirSync(join(rehearsal.stateDir, 'reports')).length === 0);
  });

  it('takes a clean stop for no failed attempt and exits with 0', async () => {
    const { server, scratch } = rehearsal;
    const [log, release] = [join(scratch, 'log'), join(scratch, 'release')];
    const command = await server.signCommand({
      content: document([`echo $$ >> ${log}; while [ ! -e ${release} ]; do sleep 0.05; done`]),
    });
    for (const attempt of [1, 2, 3, 4]) {
      const agent = rehearsal.start();
      if (attempt === 1) server.deliver(command);
      await until(() => lines(log).length === attempt);
      expect(await agent.end('SIGTERM')).toBe(0);
      expect(isAlive(Number(lines(log).at(-1)))).toBe(false);
    }
    writeFileSync(release, '');
    rehearsal.start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('a server that is away', () => {
  it('for the whole run is told everything when it is back', async () => {
    const { server, scratch } = rehearsal;
    const [begun, release, done] = ['begun', 'release', 'done'].map((name) => join(scratch, name)) as [
      string,
      string,
      string,
    ];
    rehearsal.start();
    const command = await server.signCommand({
      content: document([
        `touch ${begun}; while [ ! -e ${release} ]; do sleep 0.05; done; echo worked alone`,
        `echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"; touch ${done}`,
      ]),
    });
    server.deliver(command);
    await until(() => existsSync(begun));
    await server.close();
    writeFileSync(release, '');
    await until(() => existsSync(done));
    await server.listen();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(outputOf(command.invocationId)).toBe('worked alone\n');
    expect(server.objects.get(`${command.invocationId}/updates-before`)?.puts).toBe(1);
  });

  it('or forgets the answer to an enrolment meets the same key again', async () => {
    const { server } = rehearsal;
    let lost = 0;
    server.intercept = ({ path }, response) => {
      if (path !== 'enrollments' || lost === 2) return false;
      lost += 1;
      response.destroy();
      return true;
    };
    const keys: string[] = [];
    const agent = rehearsal.start();
    await until(() => lost === 2);
    const keyFile = join(rehearsal.stateDir, 'agent-key.json');
    keys.push(readFileSync(keyFile, 'utf8'));
    await agent.end('SIGKILL');
    rehearsal.start();
    await until(() => server.requests.some(({ path, authorized }) => path === 'check-in' && authorized));
    keys.push(readFileSync(keyFile, 'utf8'));
    expect(keys[0]).toBe(keys[1]);
  });

  it('or a store that fails, truncates or lets grants expire gets the report in the end', async () => {
    const { server } = rehearsal;
    const faults: string[] = [];
    server.intercept = ({ path, method }, response) => {
      const fault = method === 'PUT' ? ['refuse', 'forget', 'truncate'][faults.length] : undefined;
      if (fault === undefined || !path.endsWith('updates-before')) return false;
      faults.push(fault);
      // The last two are the worse ones: they say 200, and only the verification finds out.
      if (fault === 'truncate') server.objects.set(path.slice('/store/'.length), { body: 'a', puts: 0 });
      response.writeHead(fault === 'refuse' ? 403 : 200).end();
      return true;
    };
    rehearsal.start();
    const command = await server.signCommand({
      content: document(['echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"']),
    });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(faults).toEqual(['refuse', 'forget', 'truncate']);
    expect(server.objects.get(`${command.invocationId}/updates-before`)).toEqual({ body: 'a\n', puts: 1 });
    expect(server.requests.filter(({ path }) => path === 'grants').length).toBeGreaterThanOrEqual(5);
  });

  it('or refuses to give grants makes the run fail with its reason', async () => {
    const { server } = rehearsal;
    server.intercept = ({ path }, response) => {
      if (path !== 'grants') return false;
      const body = {
        type: 'about:blank',
        title: 'x',
        status: 403,
        code: 'FORBIDDEN',
        message: 'not this one',
        details: [],
        requestId: 'r',
      };
      response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
      return true;
    };
    rehearsal.start();
    const command = await server.signCommand({
      content: document(['echo a > "$RUSTINE_REPORT_DIR/updates-before.csv"']),
    });
    server.deliver(command);
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('FORBIDDEN: not this one') });
  });
});

describe('a step that leaves something behind', () => {
  it('ends when its script ends, though a daemon of it holds the output open', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const pidFile = join(scratch, 'daemon');
    const command = await server.signCommand({
      content: document([`setsid sh -c 'echo $$ > ${pidFile}; exec sleep 600' & echo started`]),
    });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(outputOf(command.invocationId)).toBe('started\n');
    const daemon = await until(() => Number(lines(pidFile)[0]));
    expect(isAlive(daemon)).toBe(true);
    process.kill(daemon, 'SIGKILL');
  });

  it('is told with head and tail when it writes megabytes, and the middle is counted', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const command = await server.signCommand({
      content: document(['echo first; yes "é0123456789" | head -n 300000; echo last']),
    });
    server.deliver(command);
    await untilFinished(server, command.invocationId);
    const events = server.eventsOf(command.invocationId);
    const total = 6 + 300_000 * 13 + 5;
    expect(events.find((event) => event.type === 'step-finished')).toMatchObject({
      stdoutBytes: total,
      stderrBytes: 0,
    });
    const output = outputOf(command.invocationId);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(512 * 1024);
    expect(Buffer.byteLength(output)).toBeGreaterThan(500 * 1024);
    expect(output.startsWith('first\né0123456789\n')).toBe(true);
    expect(output.endsWith('é0123456789\nlast\n')).toBe(true);
    expect(output).not.toContain('\uFFFD');
  });
});

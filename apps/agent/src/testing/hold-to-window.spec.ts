import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';
import { document, type TestServer } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
});
afterEach(async () => await rehearsal.close());

const waitFor = (path: string) => `until [ -e ${path} ]; do sleep 0.1; done`;
/** Whoever asks gets no answer, until that is undone. */
const goAway = (server: TestServer) => {
  server.intercept = async (_request, response) => {
    response.destroy();
    return true;
  };
  return () => void (server.intercept = async () => false);
};
const passed = (startUntil: number) => until(() => Date.now() >= startUntil * 1000 + 100 || null);

describe('a command whose window lets nothing start from some moment on', () => {
  it('is not begun after it, though it was taken before and only waited for another run', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const [go, mark] = [join(scratch, 'go'), join(scratch, 'mark')];
    const first = await server.signCommand({ content: document([waitFor(go)]) });
    server.deliver(first);
    await until(() => server.eventsOf(first.invocationId).some(({ type }) => type === 'step-started') || null);

    const startUntil = Math.floor(Date.now() / 1000) + 8;
    const second = await server.signCommand({ content: document([`touch ${mark}`]), startUntil });
    server.deliver(second);
    await until(() => server.eventsOf(second.invocationId).length > 0 || null);
    await passed(startUntil);
    writeFileSync(go, '');
    await untilFinished(server, first.invocationId);

    const refused = await until(() => server.eventsOf(second.invocationId).find(({ type }) => type === 'refused'));
    expect(refused).toMatchObject({ seq: 2, code: 'WINDOW_CLOSED' });
    const honest = await server.signCommand({ content: document(['true']) });
    server.deliver(honest);
    expect(await untilFinished(server, honest.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(server.eventsOf(second.invocationId).map(({ type }) => type)).toEqual(['accepted', 'refused']);
    expect(existsSync(mark)).toBe(false);
  });

  it('goes on after it when it had begun before, also in an agent that was killed meanwhile', async () => {
    const { server, scratch } = rehearsal;
    const agent = rehearsal.start();
    const go = join(scratch, 'go');
    const startUntil = Math.floor(Date.now() / 1000) + 15;
    const command = await server.signCommand({ content: document([waitFor(go)]), startUntil });
    server.deliver(command);
    await until(() => server.eventsOf(command.invocationId).some(({ type }) => type === 'step-started') || null);
    await agent.end('SIGKILL');
    await passed(startUntil);
    writeFileSync(go, '');
    rehearsal.start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is not begun by the clock of a machine that has just started, before the server has told its time', async () => {
    const { server, scratch } = rehearsal;
    const [go, mark] = [join(scratch, 'go'), join(scratch, 'mark')];
    const agent = rehearsal.start();
    const first = await server.signCommand({ content: document([waitFor(go)]) });
    server.deliver(first);
    await until(() => server.eventsOf(first.invocationId).some(({ type }) => type === 'step-started') || null);
    const startUntil = Math.floor(Date.now() / 1000) + 3600;
    const second = await server.signCommand({ content: document([`touch ${mark}`]), startUntil });
    server.deliver(second);
    await until(() => server.eventsOf(second.invocationId).length > 0 || null);
    await agent.end('SIGKILL');
    writeFileSync(go, '');

    const asked = Promise.withResolvers<void>();
    server.intercept = async ({ path }, response) => {
      if (path !== 'check-in') return false;
      await asked.promise;
      const serverTime = new Date((startUntil + 60) * 1000).toISOString();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ serverTime, factsWanted: false, nextCheckInSeconds: 3600 }));
      return true;
    };
    rehearsal.start();
    await untilFinished(server, first.invocationId);
    asked.resolve();
    await until(() => server.eventsOf(second.invocationId).find(({ type }) => type === 'refused'));
    expect(existsSync(mark)).toBe(false);
  });
});

describe('a command that is to be canceled when its window closes', () => {
  it('is, while no server is there to ask for it', async () => {
    const { server, scratch } = rehearsal;
    rehearsal.start();
    const cancelAt = Math.floor(Date.now() / 1000) + 8;
    const [go, mark] = [join(scratch, 'go'), join(scratch, 'mark')];
    const command = await server.signCommand({ content: document([waitFor(go), `touch ${mark}`]), cancelAt });
    server.deliver(command);
    await until(() => server.eventsOf(command.invocationId).some(({ type }) => type === 'step-started') || null);
    const comeBack = goAway(server);
    await passed(cancelAt + 1);
    writeFileSync(go, '');
    comeBack();
    const message = `Its window closed at ${new Date(cancelAt * 1000).toISOString().slice(0, 19)}Z, and what was at work then was to be canceled.`;
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'CANCELED', message });
    expect(existsSync(mark)).toBe(false);
  });

  it('is, by an agent that was killed and starts again after it', async () => {
    const { server, scratch } = rehearsal;
    const agent = rehearsal.start();
    const cancelAt = Math.floor(Date.now() / 1000) + 8;
    const marks = join(scratch, 'marks');
    const command = await server.signCommand({ content: document([`echo begun >> ${marks}`, 'sleep 600']), cancelAt });
    server.deliver(command);
    await until(() => existsSync(marks) || null);
    await agent.end('SIGKILL');
    const comeBack = goAway(server);
    await passed(cancelAt);
    const again = rehearsal.start();
    await until(() => again.log().includes('Its window closed at') || null);
    comeBack();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({
      state: 'CANCELED',
      message: expect.stringMatching(/^Its window closed at/),
    });
    expect(readFileSync(marks, 'utf8')).toBe('begun\n');
  });

  it('ends as it ends when it has ended before', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const cancelAt = Math.floor(Date.now() / 1000) + 600;
    const command = await server.signCommand({ content: document(['true']), cancelAt });
    server.deliver(command);
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

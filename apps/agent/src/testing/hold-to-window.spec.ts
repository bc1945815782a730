import { existsSync, writeFileSync } from 'node:fs';
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

const waitFor = (path: string) => `until [ -e ${path} ]; do sleep 0.1; done`;
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
});

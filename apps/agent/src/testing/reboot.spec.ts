import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { AgentEvent } from '@rustine/contract';
import { createFakeBoot, whyNoFakeBoot, type FakeBoot } from '@rustine/testkit/fake-boot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal, type RunningAgent } from './start-agent.ts';
import { document } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 180_000 });

const whyNot = whyNoFakeBoot();
if (whyNot !== undefined) console.log(`skipped: reboots of a machine whose boot id is played: ${whyNot}`);

let rehearsal: Rehearsal;
let boot: FakeBoot;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  boot = createFakeBoot(rehearsal.scratch);
});
afterEach(async () => await rehearsal.close());

const start = () => rehearsal.start({ wrap: boot.wrap, env: { RUSTINE_REBOOT_COMMAND: boot.command } });
const isGone = ({ process: { exitCode, signalCode } }: RunningAgent) => exitCode !== null || signalCode !== null;
const typesOf = (events: readonly AgentEvent[]) =>
  events.flatMap(({ type }) => (type === 'output' || type === 'step-started' ? [] : [type]));
const outputOf = (id: string) =>
  rehearsal.server
    .eventsOf(id)
    .flatMap((event) => (event.type === 'output' ? [event.text] : []))
    .join('');
const bootsOf = (id: string) =>
  rehearsal.server
    .eventsOf(id)
    .flatMap((event) => (event.type === 'rebooting' || event.type === 'rebooted' ? [event.bootId] : []));

/** Asks for a reboot the first time, and succeeds after it. */
const once = (scratch: string) => [
  `echo "attempt $RUSTINE_INVOCATION_ID"; [ ! -e ${scratch}/mark ] || exit 0`,
  `touch ${scratch}/mark; exit 194`,
];
const twoSteps = (first: string[], second: string[]) =>
  JSON.stringify({
    schemaVersion: '2.2',
    mainSteps: [first, second].map((runCommand, index) => ({
      action: 'aws:runShellScript',
      name: `step-${index + 1}`,
      inputs: { runCommand },
    })),
  });

describe.skipIf(whyNot !== undefined)('a step that asks for a reboot', () => {
  it('is told, rebooted for, proved by another boot id and run again, and the document goes on', async () => {
    const { server, scratch } = rehearsal;
    const before = boot.bootId();
    const first = start();
    const command = await server.signCommand({ content: twoSteps(once(scratch), ['echo after']) });
    server.deliver(command);
    const rebooting = await until(() => server.eventsOf(command.invocationId).find(({ type }) => type === 'rebooting'));
    expect(rebooting).toMatchObject({ step: 'step-1', bootId: before, deadlineSeconds: 2400 });
    await until(() => isGone(first));
    expect(boot.told()).toBe(1);
    start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    const attempt = `attempt ${command.invocationId}\n`;
    expect(outputOf(command.invocationId)).toBe(`${attempt}${attempt}after\n`);
    const events = server.eventsOf(command.invocationId);
    expect(typesOf(events)).toEqual([
      'accepted',
      'started',
      'rebooting',
      'rebooted',
      'step-finished',
      'step-finished',
      'finished',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(bootsOf(command.invocationId)).toEqual([before, boot.bootId()]);
    expect(boot.bootId()).not.toBe(before);
  });

  it('again and again fails at the limit, with that reason, and the rest is skipped', async () => {
    const { server, scratch } = rehearsal;
    const command = await server.signCommand({ content: twoSteps(['exit 194'], [`touch ${scratch}/second`]) });
    for (const time of [1, 2, 3]) {
      const agent = start();
      if (time === 1) server.deliver(command);
      await until(() => isGone(agent));
    }
    start();
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('again after 3 reboots') });
    expect(boot.told()).toBe(3);
    expect(existsSync(join(scratch, 'second'))).toBe(false);
  });

  it('fails when the machine refuses three times, and other work goes on', async () => {
    const { server } = rehearsal;
    boot.behave('refuses');
    start();
    const command = await server.signCommand({ content: document(['exit 194']) });
    const other = await server.signCommand({ content: document(['echo other']) });
    server.deliver(command);
    await until(() => boot.told() === 1);
    server.deliver(other);
    await until(() => server.eventsOf(other.invocationId).some(({ type }) => type === 'accepted'));
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('(not today)') });
    expect(boot.told()).toBe(3);
    expect(await untilFinished(server, other.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    const startedAt = server.eventsOf(other.invocationId).find(({ type }) => type === 'started')?.at ?? '';
    const endedAt = server.eventsOf(command.invocationId).find(({ type }) => type === 'step-finished')?.at ?? '';
    expect(startedAt >= endedAt).toBe(true);
  });

  it('needs no reboot any more when it is canceled before the machine is told', async () => {
    const { server } = rehearsal;
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    server.intercept = async ({ path, body }) => {
      if (path !== 'events' || !body.includes('"rebooting"')) return false;
      asked.resolve();
      await held.promise;
      return false;
    };
    const agent = start();
    const command = await server.signCommand({ content: document(['exit 194']) });
    server.deliver(command);
    await asked.promise;
    server.cancel(command.invocationId);
    await until(() => agent.log().includes('cancel asked for'));
    held.resolve();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'CANCELED' });
    expect(boot.told()).toBe(0);
  });
});

describe.skipIf(whyNot !== undefined)('another invocation that runs when a step asks for a reboot', () => {
  it('is stopped when it does not end in time, told of the restart, and run again after it', async () => {
    const { server, scratch } = rehearsal;
    const asked: ServerResponse[] = [];
    // The first request is left hanging, as by a server that died.
    const slow = createServer((_request, response) => void (asked.push(response) > 1 && response.end('content')));
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as AddressInfo;
    const env = { RUSTINE_REBOOT_COMMAND: boot.command, RUSTINE_REBOOT_WAIT_SECONDS: '0' };
    const first = rehearsal.start({ wrap: boot.wrap, env });
    const sourceInfo = { url: `http://127.0.0.1:${port}/file`, allowInsecureDownload: true };
    const inputs = { sourceType: 'HTTP', sourceInfo, destinationPath: join(scratch, 'fetched') };
    const download = { schemaVersion: '2.2', mainSteps: [{ action: 'aws:downloadContent', name: 'fetch', inputs }] };
    const other = await server.signCommand({ content: JSON.stringify(download) });
    server.deliver(other);
    await until(() => asked.length === 1);
    const command = await server.signCommand({ content: document(once(scratch)) });
    server.deliver(command);
    await until(() => isGone(first));
    start();
    for (const { invocationId } of [command, other]) {
      expect(await untilFinished(server, invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    }
    expect(asked).toHaveLength(2);
    expect(typesOf(server.eventsOf(other.invocationId))).toEqual([
      'accepted',
      'started',
      'rebooted',
      'step-finished',
      'finished',
    ]);
    expect(boot.told()).toBe(1);
    slow.closeAllConnections();
    slow.close();
  });
});

describe.skipIf(whyNot !== undefined)('an agent killed around a reboot', () => {
  it('before the wish was journalled runs the step again, and then reboots', async () => {
    const { server, scratch } = rehearsal;
    const pidFile = join(scratch, 'agent-pid');
    const first = start();
    const command = await server.signCommand({
      content: document([
        `if [ ! -e ${scratch}/killed ]; then touch ${scratch}/killed; until [ -s ${pidFile} ]; do sleep 0.05; done`,
        `kill -9 $(cat ${pidFile}); exit 194; fi`,
        ...once(scratch),
      ]),
    });
    server.deliver(command);
    writeFileSync(pidFile, String(first.process.pid));
    await until(() => isGone(first));
    expect(boot.told()).toBe(0);
    const second = start();
    await until(() => isGone(second));
    expect(boot.told()).toBe(1);
    start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(typesOf(server.eventsOf(command.invocationId)).filter((type) => type === 'rebooting')).toHaveLength(1);
  });

  it('after the wish was journalled and before the machine was told reboots at its next start', async () => {
    const { server, scratch } = rehearsal;
    const agents = [start()];
    server.intercept = async ({ path, body }) => {
      if (agents.length > 1 || path !== 'events' || !body.includes('"rebooting"')) return false;
      await agents[0]?.end('SIGKILL');
      return true;
    };
    const command = await server.signCommand({ content: document(once(scratch)) });
    server.deliver(command);
    await until(() => isGone(agents[0] as RunningAgent));
    expect(boot.told()).toBe(0);
    const second = start();
    agents.push(second);
    await until(() => isGone(second));
    expect(boot.told()).toBe(1);
    start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('after the machine was told, and it did not reboot, tells it again, but not for ever', async () => {
    const { server, scratch } = rehearsal;
    boot.behave('dies');
    const command = await server.signCommand({ content: document(once(scratch)) });
    for (const time of [1, 2, 3]) {
      const agent = start();
      if (time === 1) server.deliver(command);
      await until(() => isGone(agent));
      expect(boot.told()).toBe(time);
    }
    start();
    const finished = await untilFinished(server, command.invocationId);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('told to 3 times') });
    expect(boot.told()).toBe(3);
    expect(outputOf(command.invocationId)).toBe(`attempt ${command.invocationId}\n`);
  });

  it('whose machine was switched off instead, and comes back under another boot id, goes on', async () => {
    const { server, scratch } = rehearsal;
    boot.behave('dies');
    const first = start();
    const command = await server.signCommand({ content: document(once(scratch)) });
    server.deliver(command);
    await until(() => isGone(first));
    boot.restart();
    start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(boot.told()).toBe(1);
  });

  it('and without a server all the while tells everything in order when it is back', async () => {
    const { server, scratch } = rehearsal;
    const first = start();
    const command = await server.signCommand({
      content: document([`until [ -e ${scratch}/away ]; do sleep 0.05; done`, ...once(scratch)]),
    });
    server.deliver(command);
    await until(() => server.eventsOf(command.invocationId).some(({ type }) => type === 'step-started'));
    await server.close();
    writeFileSync(join(scratch, 'away'), '');
    await until(() => isGone(first));
    start();
    await server.listen();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    const events = server.eventsOf(command.invocationId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(bootsOf(command.invocationId)).size).toBe(2);
  });
});

describe.skipIf(whyNot !== undefined)('a machine that restarts unasked in the middle of a run', () => {
  it('is told with its new boot id, and the step is run again from its top', async () => {
    const { server, scratch } = rehearsal;
    const first = start();
    const command = await server.signCommand({
      content: document([`echo attempt; [ ! -e ${scratch}/mark ] || exit 0`, `touch ${scratch}/mark; exec sleep 600`]),
    });
    server.deliver(command);
    await until(() => existsSync(join(scratch, 'mark')));
    await first.end('SIGKILL');
    boot.restart();
    start();
    expect(await untilFinished(server, command.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
    expect(server.eventsOf(command.invocationId).find(({ type }) => type === 'rebooted')).toMatchObject({
      step: 'script',
      bootId: boot.bootId(),
    });
    expect(typesOf(server.eventsOf(command.invocationId))).not.toContain('rebooting');
    expect(boot.told()).toBe(0);
  });
});

import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeBoot, whyNoFakeBoot, type FakeBoot } from '@rustine/testkit/fake-boot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRehearsal, until, untilFinished, type Rehearsal } from './start-agent.ts';
import { document } from './test-server.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 180_000 });

const whyNot = whyNoFakeBoot();
if (whyNot !== undefined) console.log(`skipped: machines that are set back to an earlier boot: ${whyNot}`);

let rehearsal: Rehearsal;
let boot: FakeBoot;
beforeEach(async () => {
  rehearsal = await createRehearsal();
  boot = createFakeBoot(rehearsal.scratch);
});
afterEach(async () => await rehearsal.close());

const start = () => rehearsal.start({ wrap: boot.wrap });
const marks = () => join(rehearsal.scratch, 'marks');
const marked = () => (existsSync(marks()) ? readFileSync(marks(), 'utf8') : '');

/** A run in the middle of its step, on a machine that was just killed. */
async function killInTheMiddle() {
  const { server, scratch } = rehearsal;
  const agent = start();
  const go = join(scratch, 'go');
  const lines = [`echo begun >> ${marks()}`, `until [ -e ${go} ]; do sleep 0.1; done`];
  const command = await server.signCommand({ content: document(lines) });
  server.deliver(command);
  await until(() => marked() !== '' && server.eventsOf(command.invocationId).length >= 3);
  await agent.end('SIGKILL');
  return { invocationId: command.invocationId, goOn: () => writeFileSync(go, '') };
}

/** The run goes on and ends; then the machine is as it was in the middle of it, in another boot. */
async function setBack() {
  const { server, stateDir, scratch } = rehearsal;
  const { invocationId, goOn } = await killInTheMiddle();
  const backup = join(scratch, 'backup');
  cpSync(stateDir, backup, { recursive: true });
  const agent = start();
  goOn();
  await untilFinished(server, invocationId);
  await agent.end('SIGTERM');
  rmSync(stateDir, { recursive: true });
  cpSync(backup, stateDir, { recursive: true });
  boot.restart();
  return invocationId;
}

async function runsAnother() {
  const { server } = rehearsal;
  const honest = await server.signCommand({ content: document(['true']) });
  server.deliver(honest);
  expect(await untilFinished(server, honest.invocationId)).toMatchObject({ state: 'SUCCEEDED' });
}

describe.skipIf(whyNot !== undefined)('a machine that comes back from a backup', () => {
  it('does not repeat the run in whose middle the backup was made', async () => {
    const invocationId = await setBack();
    const before = marked();
    const events = rehearsal.server.eventsOf(invocationId);
    start();
    const isLast = () => rehearsal.server.eventsOf(invocationId).length > events.length;
    await until(isLast);
    await runsAnother();
    expect(marked()).toBe(before);
    const after = rehearsal.server.eventsOf(invocationId);
    expect(after).toEqual([
      ...events,
      expect.objectContaining({ type: 'finished', state: 'CANCELED', seq: events.length + 1 }),
    ]);
  });

  it('does not repeat a run that its server has forgotten', async () => {
    const invocationId = await setBack();
    const before = marked();
    rehearsal.server.intercept = ({ path, body }, response) => {
      if (path !== 'events' || !body.includes(invocationId)) return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ acknowledged: { [invocationId]: -1 } }));
      return true;
    };
    const agent = start();
    await until(() => agent.log().includes('set back'));
    await runsAnother();
    expect(marked()).toBe(before);
  });
});

describe.skipIf(whyNot !== undefined)('a machine that was switched off in the middle of a run', () => {
  it('goes on with it, also while its server is away', async () => {
    const { server } = rehearsal;
    const { invocationId, goOn } = await killInTheMiddle();
    boot.restart();
    server.intercept = (_request, response) => (response.destroy(), true);
    start();
    goOn();
    await until(() => marked() === 'begun\nbegun\n');
    server.intercept = () => false;
    expect(await untilFinished(server, invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

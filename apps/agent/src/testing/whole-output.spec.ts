import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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

const outputs = () => join(rehearsal.stateDir, 'outputs');
const isTidy = () => existsSync(outputs()) && readdirSync(outputs()).length === 0;
const lost = (id: string) => rehearsal.server.eventsOf(id).filter(({ type }) => type === 'output-lost');
const many = 'yes 0123456789 | head -n 100000';
const expected = '0123456789\n'.repeat(100_000);

async function run(lines: string[]): Promise<string> {
  const command = await rehearsal.server.signCommand({ content: document(lines) });
  rehearsal.server.deliver(command);
  return command.invocationId;
}

describe('the whole output of a step', () => {
  it('comes to the store when it is more than is told, each stream for itself, and leaves nothing behind', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const id = await run([many, 'echo few >&2']);
    expect(await untilFinished(server, id)).toMatchObject({ state: 'SUCCEEDED' });
    const packed = await until(() => server.packed.get(`${id}/script-stdout`));
    expect(gunzipSync(packed).toString()).toBe(expected);
    await until(isTidy);
    expect([...server.packed.keys()]).toEqual([`${id}/script-stdout`]);
    expect(lost(id)).toEqual([]);
  });

  it('comes to the store, however short, when events would change its bytes', async () => {
    const { server } = rehearsal;
    rehearsal.start();
    const id = await run(["printf '\\377\\000\\001'"]);
    const packed = await until(() => server.packed.get(`${id}/script-stdout`));
    expect([...gunzipSync(packed)]).toEqual([255, 0, 1]);
  });

  it('holds what all attempts of a step printed, one after the other', async () => {
    const { server, scratch } = rehearsal;
    const first = rehearsal.start();
    const id = await run([
      `echo attempt; [ -e ${scratch}/mark ] || { ${many}; touch ${scratch}/mark; exec sleep 600; }`,
    ]);
    await until(() => existsSync(join(scratch, 'mark')));
    const kept = () => statSync(join(outputs(), id, '0-stdout'), { throwIfNoEntry: false })?.size;
    await until(() => kept() === 'attempt\n'.length + expected.length);
    await first.end('SIGKILL');
    rehearsal.start();
    const packed = await until(() => server.packed.get(`${id}/script-stdout`));
    expect(gunzipSync(packed).toString()).toBe(`attempt\n${expected}attempt\n`);
  });

  it('that the server does not take is told as lost, and the run stays good', async () => {
    const { server } = rehearsal;
    server.intercept = ({ path, body }, response) => {
      if (path !== 'grants' || !body.includes('"output"')) return false;
      const refusal = {
        type: 'about:blank',
        title: 'x',
        code: 'FORBIDDEN',
        message: 'no room',
        details: [],
        requestId: 'r',
      };
      response.writeHead(403, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ ...refusal, status: 403 }));
      return true;
    };
    rehearsal.start();
    const id = await run([many]);
    expect(await untilFinished(server, id)).toMatchObject({ state: 'SUCCEEDED' });
    await until(() => lost(id).length > 0 && isTidy());
    expect(lost(id)).toMatchObject([{ step: 'script', stream: 'stdout', reason: expect.stringContaining('no room') }]);
  });

  it('is brought once by an agent that is killed in the middle of it', async () => {
    const { server } = rehearsal;
    const agents = [rehearsal.start()];
    server.intercept = async ({ path, body }) => {
      if (agents.length > 1 || path !== 'uploads/verify' || !body.includes('script-stdout')) return false;
      await agents[0]?.end('SIGKILL');
      agents.push(rehearsal.start());
      return true;
    };
    const id = await run([many, `${many} >&2`]);
    await until(() => server.packed.size === 2 && isTidy());
    expect(lost(id)).toEqual([]);
    expect(server.eventsOf(id).filter(({ type }) => type === 'finished')).toHaveLength(1);
  });
});

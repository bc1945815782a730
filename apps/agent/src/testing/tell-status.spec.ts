import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readBuildInfo } from '../build-info.ts';
import { statePathsOf } from '../checkin/state-paths.ts';
import { isWell, readStatus, type AgentStatus } from '../status/read-status.ts';
import { renderStatus } from '../status/render-status.ts';
import { createRehearsal, type Rehearsal } from './start-agent.ts';
import { document } from './test-server.ts';

vi.setConfig({ testTimeout: 120_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await createRehearsal();
});
afterEach(async () => await rehearsal.close());

const look = async () =>
  await readStatus(statePathsOf(rehearsal.stateDir), { service: null, program: readBuildInfo() });

async function lookUntil(enough: (status: AgentStatus) => boolean): Promise<AgentStatus> {
  for (;;) {
    const status = await look();
    if (enough(status)) return status;
    await sleep(20);
  }
}

describe('the status', () => {
  it('of a running agent is its own, and what was left when it was killed is told as that', async () => {
    const { server, stateDir } = rehearsal;
    const agent = rehearsal.start();
    const live = await lookUntil(isWell);
    expect(live).toMatchObject({
      enrolled: { instanceId: server.instanceId, serverUrl: server.url },
      agent: { pid: agent.process.pid },
      silence: null,
      lastContact: { from: 'agent' },
      work: { invocations: [], from: 'agent' },
    });
    expect(statSync(statePathsOf(stateDir).status).mode & 0o777).toBe(0o600);
    expect(renderStatus(live, Date.now())).toMatch(/^Link +open, since /m);

    const command = await server.signCommand({ content: document(['sleep 600']) });
    server.deliver(command);
    const running = (status: AgentStatus) => status.work?.invocations[0]?.state === 'RUNNING';
    await lookUntil(running);
    await agent.end('SIGKILL');
    const left = await lookUntil(running);
    expect(left).toMatchObject({
      agent: null,
      silence: 'does not run',
      lastContact: { at: expect.stringMatching(/^20/), from: 'note' },
      work: { invocations: [{ id: command.invocationId }], from: 'journal' },
    });
    expect(isWell(left)).toBe(false);
    expect(renderStatus(left, Date.now())).toMatch(/^Last contact .* noted by an agent that does not run any more$/m);
    expect(renderStatus(left, Date.now())).toMatch(/^Work +1 running, .*\(as the journal was left\)$/m);

    const next = rehearsal.start();
    expect((await lookUntil(isWell)).agent?.pid).toBe(next.process.pid);
    server.cancel(command.invocationId);
    await lookUntil(({ work }) => work?.invocations.length === 0);
  });

  it('tells that the link is closed while the server is away', async () => {
    rehearsal.start();
    await lookUntil(isWell);
    await rehearsal.server.close();
    const away = await lookUntil((status) => !isWell(status));
    expect(away.agent?.linkOpenSince).toBeNull();
    expect(renderStatus(away, Date.now())).toMatch(/^Link +closed: the server cannot wake it$/m);
    await rehearsal.server.listen();
    await lookUntil(isWell);
  });

  it('of a machine that knows no server says so', async () => {
    const status = await look();
    expect(status).toMatchObject({ enrolled: null, agent: null, lastContact: { at: null }, work: null });
    expect(renderStatus(status, Date.now())).toMatch(/^Instance +not enrolled$/m);
  });
});

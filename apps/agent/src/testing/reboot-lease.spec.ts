import type { RebootLeaseResponse } from '@rustine/contract';
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

/** Has the server answer asks for a lease so; `asks` counts them. */
function answerAsks(answer: () => RebootLeaseResponse['decision'] | 'NOTHING') {
  const counted = { asks: 0 };
  rehearsal.server.intercept = ({ path, body }, response) => {
    if (path !== 'reboot-leases') return false;
    counted.asks += 1;
    const decision = answer();
    expect(JSON.parse(body)).toMatchObject({ invocationIds: [expect.stringMatching(/^inv-/)] });
    if (decision === 'NOTHING') return (response.destroy(), true);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ decision, reason: 'db-2 reboots.', retrySeconds: 1 }));
    return true;
  };
  return counted;
}

async function deliverReboot(rebootLease?: boolean) {
  const { server, scratch } = rehearsal;
  const lines = [`[ ! -e ${scratch}/mark ] || exit 0`, `touch ${scratch}/mark; exit 194`];
  const command = await server.signCommand({
    content: document(lines),
    ...(rebootLease !== undefined && { rebootLease }),
  });
  server.deliver(command);
  return command.invocationId;
}

describe.skipIf(whyNot !== undefined)('a machine that may reboot with a lease alone', () => {
  it('asks again until it may, also while the server is not there, and reboots then', async () => {
    const answers = ['WAIT', 'NOTHING', 'WAIT', 'GRANTED'] as const;
    const counted = answerAsks(() => answers[counted.asks - 1] ?? 'GRANTED');
    const first = start();
    const invocationId = await deliverReboot(true);
    await until(() => counted.asks >= 3);
    expect(boot.told()).toBe(0);
    await until(() => isGone(first));
    expect({ told: boot.told(), asks: counted.asks }).toEqual({ told: 1, asks: 4 });
    start();
    expect(await untilFinished(rehearsal.server, invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('does not reboot when it never may, and says why', async () => {
    answerAsks(() => 'DENIED');
    start();
    const invocationId = await deliverReboot(true);
    const finished = await untilFinished(rehearsal.server, invocationId);
    expect(finished).toMatchObject({ state: 'FAILED', message: expect.stringContaining('db-2 reboots.') });
    expect(boot.told()).toBe(0);
  });

  it('hears of a cancel while it waits', async () => {
    const counted = answerAsks(() => 'WAIT');
    start();
    const invocationId = await deliverReboot(true);
    await until(() => counted.asks >= 1);
    rehearsal.server.cancel(invocationId);
    expect(await untilFinished(rehearsal.server, invocationId)).toMatchObject({ state: 'CANCELED' });
    expect(boot.told()).toBe(0);
  });

  it('asks again after the agent was killed while it waited', async () => {
    const counted = answerAsks(() => 'WAIT');
    const first = start();
    const invocationId = await deliverReboot(true);
    await until(() => counted.asks >= 1);
    await first.end('SIGKILL');
    const before = counted.asks;
    const second = start();
    await until(() => counted.asks > before);
    expect(boot.told()).toBe(0);
    answerAsks(() => 'GRANTED');
    await until(() => isGone(second));
    start();
    expect(await untilFinished(rehearsal.server, invocationId)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe.skipIf(whyNot !== undefined)('a machine whose command says nothing of a lease', () => {
  it('reboots although nobody answers', async () => {
    const counted = answerAsks(() => 'NOTHING');
    const first = start();
    await deliverReboot();
    await until(() => isGone(first));
    expect(boot.told()).toBe(1);
    expect(counted.asks).toBeGreaterThan(0);
  });

  it('waits for one when it was told to, because it joined a set meanwhile', async () => {
    const answers = ['WAIT', 'NOTHING', 'WAIT', 'GRANTED'] as const;
    const counted = answerAsks(() => answers[counted.asks - 1] ?? 'GRANTED');
    const first = start();
    await deliverReboot();
    await until(() => counted.asks >= 3);
    expect(boot.told()).toBe(0);
    await until(() => isGone(first));
    expect({ told: boot.told(), asks: counted.asks }).toEqual({ told: 1, asks: 4 });
  });
});

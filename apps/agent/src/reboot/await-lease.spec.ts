import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ServerRefusedError, ServerUnreachableError, type CallServer } from '../checkin/call-server.ts';
import { createReachability } from '../checkin/reachability.ts';
import { leaseAsker } from './await-lease.ts';

type Said = 'GRANTED' | 'WAIT' | 'DENIED' | Error;

/** An agent that was fetched commands with or without the claim, and a server that answers in this order. */
function prepare(claimed: readonly boolean[], answers: readonly Said[], untold: () => boolean = () => false) {
  const left = [...answers];
  const asked: unknown[] = [];
  const call = (async (_path: string, { body }: { body?: unknown }) => {
    asked.push(body);
    const said = left.shift();
    if (said instanceof Error) throw said;
    if (said === undefined) throw new Error('asked once more');
    return { decision: said, reason: said === 'GRANTED' ? '' : 'db-2 reboots.', retrySeconds: 0 };
  }) as unknown as CallServer;
  const ids = claimed.map((_, index) => `inv-${index}`);
  const awaitLease = leaseAsker({
    call,
    records: { find: (id) => ({ claims: claimed[ids.indexOf(id)] === true ? { rebootLease: true } : {} }) as never },
    outbox: { waiting: () => (untold() ? ids : []) },
    unboundMs: 5000,
    log: pino({ level: 'silent' }),
    pace: { firstMs: 1, longestMs: 1 },
    reachability: createReachability(),
  });
  return { asked, left, answer: (signal = new AbortController().signal) => awaitLease(ids, signal) };
}

const away = new ServerUnreachableError('nobody listens');
const unknown = new ServerRefusedError('No reboot is owed.', { status: 404, code: 'NOT_FOUND' });

describe('a machine whose command says that it needs a lease', () => {
  it('waits for its server, and then for its lease', async () => {
    const { answer, left } = prepare([true], [away, away, 'WAIT', away, 'GRANTED']);
    expect(await answer()).toBe(null);
    expect(left).toEqual([]);
  });

  it('hears why it never may', async () => {
    expect(await prepare([true], ['WAIT', 'DENIED']).answer()).toBe('db-2 reboots.');
  });

  it('asks for those first that need one', async () => {
    const { answer, asked } = prepare([false, true], ['GRANTED']);
    await answer();
    expect(asked).toEqual([{ invocationIds: ['inv-1', 'inv-0'] }]);
  });
});

describe('a machine whose command was signed when it was in no set', () => {
  it('asks all the same, and waits once it was told to, also while its server is away', async () => {
    const { answer, left } = prepare([false], ['WAIT', away, 'WAIT', 'GRANTED']);
    expect(await answer()).toBe(null);
    expect(left).toEqual([]);
  });

  it('asks a server again that comes back in time', async () => {
    const { answer, left } = prepare([false], [away, away, 'DENIED']);
    expect(await answer()).toBe('db-2 reboots.');
    expect(left).toEqual([]);
  });

  it('asks again once the server has heard of the reboot, which it could not know of', async () => {
    const { answer, left, asked } = prepare([false], [unknown, 'DENIED'], () => asked.length < 2);
    expect(await answer()).toBe('db-2 reboots.');
    expect(left).toEqual([]);
  });

  it('reboots when its server stays away, or does not know of leases', async () => {
    expect(
      await prepare(
        [false],
        Array.from({ length: 100_000 }, () => away),
      ).answer(),
    ).toBe(null);
    const { answer, left } = prepare([false], [unknown, 'DENIED']);
    expect(await answer()).toBe(null);
    expect(left).toEqual(['DENIED']);
  });

  it('does not reboot when it is to stop', async () => {
    const stop = new AbortController();
    stop.abort(new Error('the agent stops'));
    await expect(prepare([false], [away]).answer(stop.signal)).rejects.toThrow('the agent stops');
  });
});

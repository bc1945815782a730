import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ServerUnreachableError, type CallServer } from '../checkin/call-server.ts';
import { createReachability } from '../checkin/reachability.ts';
import { leaseAsker } from './await-lease.ts';

type Said = 'GRANTED' | 'WAIT' | 'DENIED' | Error;

/** An agent that was fetched commands with or without the claim, and a server that answers in this order. */
function prepare(claimed: readonly boolean[], answers: readonly Said[]) {
  const left = [...answers];
  const asked: unknown[] = [];
  const call = (async (_path: string, { body }: { body?: unknown }) => {
    asked.push(body);
    const said = left.shift();
    if (said === undefined || said instanceof Error) throw said ?? new Error('asked once more');
    return { decision: said, reason: said === 'GRANTED' ? '' : 'db-2 reboots.', retrySeconds: 0 };
  }) as unknown as CallServer;
  const ids = claimed.map((_, index) => `inv-${index}`);
  const awaitLease = leaseAsker({
    call,
    records: { find: (id) => ({ claims: claimed[ids.indexOf(id)] === true ? { rebootLease: true } : {} }) as never },
    outbox: { waiting: () => [] },
    log: pino({ level: 'silent' }),
    pace: { firstMs: 1, longestMs: 1 },
    reachability: createReachability(),
  });
  return { asked, left, answer: (signal = new AbortController().signal) => awaitLease(ids, signal) };
}

const away = new ServerUnreachableError('nobody listens');

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

  it('reboots when its server is away', async () => {
    const { answer, asked } = prepare([false], [away]);
    expect(await answer()).toBe(null);
    expect(asked).toHaveLength(1);
  });

  it('does not reboot when it is to stop', async () => {
    const stop = new AbortController();
    stop.abort(new Error('the agent stops'));
    await expect(prepare([false], [away]).answer(stop.signal)).rejects.toThrow('the agent stops');
  });
});

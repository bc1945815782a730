import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { ServerUnreachableError } from './call-server.ts';
import { createReachability } from './reachability.ts';
import { retryPassing } from './retry.ts';

const log = createLog({ level: 'silent', json: true });
const forEver = { firstMs: 3_600_000, longestMs: 3_600_000 };

describe('a pause before the next attempt', () => {
  it('ends when the server comes back, also when that happened while the attempt was failing', async () => {
    const reachability = createReachability();
    const signal = new AbortController().signal;
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts > 2) return 'done';
      reachability.noteAway();
      if (attempts === 1) setTimeout(reachability.noteUp, 10);
      else reachability.noteUp();
      throw new ServerUnreachableError('away');
    };
    expect(await retryPassing(attempt, { signal, pace: forEver, log, reachability, doing: 'trying' })).toBe('done');
  });

  it('is not cut short by a server that was there all the time, and ends with the signal', async () => {
    const reachability = createReachability();
    const stop = new AbortController();
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      throw new ServerUnreachableError('the object store is away');
    };
    const trying = retryPassing(attempt, { signal: stop.signal, pace: forEver, log, reachability, doing: 'trying' });
    reachability.noteUp();
    setImmediate(() => {
      reachability.noteUp();
      stop.abort(new Error('the agent stops'));
    });
    await expect(trying).rejects.toThrow('the agent stops');
    expect(attempts).toBe(1);
  });
});

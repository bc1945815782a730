import { describe, expect, it, vi } from 'vitest';
import { limitParallel } from './limit-parallel.ts';

const never = new AbortController().signal;

describe('limitParallel', () => {
  it('lets in as many as there are places, the others in their order', async () => {
    const limit = limitParallel(2);
    const entered: number[] = [];
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const runs = gates.map(async (gate, index) => {
      await limit.run(never, async () => {
        entered.push(index);
        await gate.promise;
      });
    });
    await vi.waitFor(() => expect(entered).toEqual([0, 1]));
    gates[1]?.resolve();
    await runs[1];
    await vi.waitFor(() => expect(entered).toEqual([0, 1, 2]));
    gates.forEach((gate) => gate.resolve());
    await Promise.all(runs);
    expect(entered).toEqual([0, 1, 2, 3]);
  });

  it('forgets one that gives up waiting, and frees the place of one that fails', async () => {
    const limit = limitParallel(1);
    const first = Promise.withResolvers<void>();
    const failing = limit.run(never, async () => await first.promise);
    const impatient = new AbortController();
    const waiting = limit.run(impatient.signal, async () => 'never');
    const last = limit.run(never, async () => 'done');
    impatient.abort('canceled');
    await expect(waiting).rejects.toBe('canceled');
    first.reject(new Error('broke'));
    await expect(failing).rejects.toThrow('broke');
    expect(await last).toBe('done');
  });
});

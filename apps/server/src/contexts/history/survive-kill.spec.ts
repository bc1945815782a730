import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createHistoryWorld } from './testing/history-world.ts';

it.each(['before the lake', 'between two parts', 'after the lake', 'before the commit'])(
  'a kill -9 of the server %s loses nothing and leaves nothing twice',
  async (moment) => {
    await using world = await createHistoryWorld();
    const made = [await world.finished(2), await world.finished(3)];
    const before = await Promise.all(
      made.map(async ({ workRequestId, invocationId }) => ({
        work: await world.show(workRequestId),
        run: await world.invocationOf(invocationId),
        lines: await world.lines(workRequestId),
      })),
    );
    world.passDays(15);

    const child = spawn(
      process.execPath,
      [
        '--conditions=@rustine/source',
        join(import.meta.dirname, 'testing/clean-child.ts'),
        world.lakeRoot,
        JSON.stringify(world.bed.database.address),
        moment,
        world.clock().toISOString(),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('reached\n');
    child.kill('SIGKILL');
    await ended;

    for (const [index, { workRequestId }] of made.entries()) {
      expect(await world.show(workRequestId)).toEqual(before[index]!.work);
    }
    // The locks of the dead one fall when PostgreSQL sees its connection end.
    await vi.waitFor(
      async () => {
        await world.clean();
        expect(await world.count('work_requests')).toBe(0);
      },
      { timeout: 20_000, interval: 50 },
    );
    for (const [index, { workRequestId, invocationId }] of made.entries()) {
      expect(await world.show(workRequestId)).toEqual({ ...before[index]!.work, archived: true });
      expect(await world.invocationOf(invocationId)).toEqual(before[index]!.run);
      expect(await world.lines(workRequestId)).toEqual(before[index]!.lines);
    }
    expect((await world.list()).items).toHaveLength(2);
    const parts = (await readdir(join(world.lakeRoot, 'v1'), { recursive: true })).filter((name) =>
      name.endsWith('.parquet'),
    );
    expect(parts).toHaveLength(4);
  },
  60_000,
);

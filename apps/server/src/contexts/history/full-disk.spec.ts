import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountSmallDisk } from '@rustine/testkit/small-disk';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { createHistoryWorld } from './testing/history-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'rustine-full-'));
const disk = mountSmallDisk(join(folder, 'disk'), '512k');

afterAll(() => {
  disk?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(disk === null)(
  'a full disk of the lake deletes nothing, is said, and is tried again until there is room',
  async () => {
    const said: { message: string; reason: string }[] = [];
    const quiet = () => undefined;
    const log = {
      info: quiet,
      warn: quiet,
      error: (details: unknown, message?: string) =>
        void said.push({ message: message ?? '', reason: (details as { err: Error }).err.message }),
    };
    await using world = await createHistoryWorld({ lakeRoot: join(disk!.path, 'lake'), log: log as never });
    const { workRequestId, invocationId } = await world.finished();
    await sql`update invocation_steps set stdout_head = ${randomBytes(600_000).toString('base64')}::text`.execute(
      world.db,
    );
    const before = await world.invocationOf(invocationId);
    world.passDays(15);
    await world.clean();

    expect(said).toEqual([
      {
        message: expect.stringContaining('nothing of it was deleted'),
        reason: expect.stringContaining('no space is left'),
      },
    ]);
    expect(await world.show(workRequestId)).toMatchObject({ archived: false });
    expect(await world.invocationOf(invocationId)).toEqual(before);

    disk!.resize('32m');
    await world.clean();
    expect(await world.show(workRequestId)).toMatchObject({ archived: false });
    world.passTime(61);
    await world.clean();
    expect(await world.show(workRequestId)).toMatchObject({ archived: true });
    expect(await world.invocationOf(invocationId)).toEqual(before);
  },
);

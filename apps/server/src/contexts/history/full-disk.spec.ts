import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { createHistoryWorld } from './testing/history-world.ts';

/** A file system of 512 KB of the test's own; only root may mount one. */
const small = mkdtempSync(join(tmpdir(), 'rustine-full-'));
const mounted = mount();

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', small], { timeout: 10_000, stdio: 'pipe' });
    return true;
  } catch {
    process.stderr.write('full-disk tests are skipped: this process may not mount a tmpfs\n');
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', [small], { timeout: 10_000 });
  rmSync(small, { recursive: true, force: true });
});

it.skipIf(!mounted)(
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
    await using world = await createHistoryWorld({ lakeRoot: join(small, 'lake'), log: log as never });
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

    execFileSync('mount', ['-o', 'remount,size=32m', small], { timeout: 10_000 });
    await world.clean();
    expect(await world.show(workRequestId)).toMatchObject({ archived: false });
    world.passTime(61);
    await world.clean();
    expect(await world.show(workRequestId)).toMatchObject({ archived: true });
    expect(await world.invocationOf(invocationId)).toEqual(before);
  },
);

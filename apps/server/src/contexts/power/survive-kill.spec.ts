import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { openPowerBed } from './testing/power-bed.ts';

vi.setConfig({ testTimeout: 180_000 });

const PATIENCE = { timeout: 60_000, interval: 50 };
const KILLS = 8;

it('kill -9 of the server at any moment: nothing is started that runs, and every machine ends as it was found', async () => {
  await using bed = await openPowerBed();
  await sql`create table told (about text, invocation_id text, outcome jsonb, primary key (about, invocation_id))`.execute(
    bed.db,
  );
  const told = async (about: string) =>
    (await sql<{ id: string }>`select invocation_id as id from told where about = ${about}::text`.execute(bed.db)).rows;
  const machines = await Promise.all(
    (['stopped', 'stopped', 'stopped', 'running'] as const).map(async (state) => ({
      ...(await bed.machine(state)),
      found: state,
    })),
  );
  const began = Date.now();
  let server: ChildProcess | undefined;
  const kill = async () => {
    if (server === undefined) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  const start = async () => {
    const path = fileURLToPath(new URL('./testing/power-child.ts', import.meta.url));
    const args = ['--conditions=@rustine/source', path, bed.folder, JSON.stringify(bed.database.address), `${began}`];
    server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(server.stdout!, 'data');
  };
  try {
    await start();
    const runs: { readonly machine: (typeof machines)[number]; readonly invocationId: string }[] = [];
    for (const machine of machines) runs.push({ machine, invocationId: await bed.wake(machine.instanceId) });
    for (let count = 0; count < KILLS / 2; count += 1) {
      // At another moment each time: what is promised holds for all of them.
      await sleep(Math.random() * 120);
      await kill();
      await start();
    }
    await vi.waitFor(async () => expect(await told('wake')).toHaveLength(runs.length), PATIENCE);
    for (const { machine } of runs) expect(await machine.state()).toMatch(/^running/);

    const restored = new Set<string>();
    for (const { machine, invocationId } of runs) {
      const { restore } = await bed.restore(machine.instanceId, invocationId);
      if (restore) restored.add(invocationId);
    }
    expect(restored.size).toBe(3);
    for (let count = 0; count < KILLS / 2; count += 1) {
      await sleep(Math.random() * 120);
      await kill();
      await start();
    }
    await vi.waitFor(async () => expect(await told('restore')).toHaveLength(restored.size), PATIENCE);
    for (const { found, state, changes } of machines) {
      expect(await state()).toMatch(new RegExp(`^${found}`));
      expect(await changes()).not.toContain('needless');
      expect(found === 'running' ? await changes() : []).toEqual([]);
    }
    const { rows } = await sql`select id from power_sessions where phase <> 'ENDED'`.execute(bed.db);
    expect(rows).toEqual([]);
  } finally {
    await kill();
  }
});

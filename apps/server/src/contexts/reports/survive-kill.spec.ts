import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { countRows, createLakeReader } from '@rustine/lake';
import { quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { createCompliance } from '../compliance/index.ts';
import { csvOf } from './testing/csv.ts';
import { startReportsWorld } from './testing/reports-world.ts';

const nobody = async (): Promise<never> => Promise.reject(new Error('nobody is asked for this here'));

it.each(['before the lake', 'after the lake', 'between two reports', 'before the commit'])(
  'a kill -9 of the server %s leaves every row in the lake and in the current state once',
  async (moment) => {
    await using world = await startReportsWorld({
      compliance: (db) =>
        createCompliance({
          db,
          clock: () => new Date(),
          log: quietLog,
          needs: { work: { startWork: nobody }, fleet: { scopeIds: nobody, statusOf: () => 'ONLINE' } },
        }),
    });
    for (let index = 0; index < 2; index += 1) {
      const instanceId = await world.addInstance();
      const invocationId = await world.addInvocation(instanceId);
      const rows = Array.from({ length: 30 }, (_, row) => ({ name: `package-${row}` }));
      await world.upload(csvOf({ kind: 'available-updates', invocationId, instanceId, rows }), {
        invocationId,
        instanceId,
      });
    }

    const child = spawn(
      process.execPath,
      [
        '--conditions=@rustine/source',
        join(import.meta.dirname, 'testing/ingest-child.ts'),
        world.root,
        JSON.stringify(world.database.address),
        moment,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('reached\n');
    child.kill('SIGKILL');
    await ended;

    const reader = await createLakeReader({ lakeRoot: join(world.root, 'lake') });
    // The lock of the dead one falls when PostgreSQL sees its connection end.
    await vi.waitFor(
      async () => {
        await world.ingest();
        const { rows } = await sql<{ state: string; rows: number }>`select state, rows from reports`.execute(world.db);
        expect(rows).toEqual([1, 2].map(() => ({ state: 'INGESTED', rows: 30 })));
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(await reader.run(countRows('available-updates'), {})).toEqual([{ rows: 60, reports: 2 }]);
    const { rows } = await sql<{ count: number }>`select count(*) as count from available_updates`.execute(world.db);
    expect(rows).toEqual([{ count: 60 }]);
    reader.close();
  },
);

import type { RetryWorkRequest } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf, freezeNow, openFor } from '../testing/hold-windows.ts';
import { endOneByOne, idsIn, retryWaves, type Waves } from '../testing/retry-waves.ts';
import { canary, planOf, runInWaves } from '../testing/run-in-waves.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => void (bed.newUpdates.length = 0));

const retry = (run: Waves, body?: Partial<RetryWorkRequest>) => retryWaves(bed, run, body);
const patch = { documentName: 'Rustine-PatchInstance', parameters: { Operation: ['Install'] } };

describe('a retry of a patch run in waves', () => {
  const parametersOf = async (run: Waves): Promise<Record<string, unknown>> => {
    const given: Record<string, unknown> = {};
    for (const { instanceId } of await run.released()) {
      const commands = (await bed.agent(instanceId).inbox()).commands.map(({ jws }) => claimsOf(jws)['parameters']);
      for (const parameters of commands) given[instanceId] = parameters;
    }
    return given;
  };
  const installs = (id: string, name: string, newVersion = '1') =>
    bed.newUpdates.push({ name, architecture: 'amd64', action: 'UPGRADE', newVersion, invocationId: id });
  const only = (...items: string[]) => ({ Operation: ['Install'], OnlyVersions: items });

  it('binds the later waves to what the canary installed, in the run before too', async () => {
    const canaries = { name: 'canary', members: { kind: 'count', count: 2 } } as const;
    const run = await runInWaves(bed, { count: 3, waves: planOf([canaries]), ...patch });
    const [good] = await run.inWave('canary');
    installs(good!.id, 'openssl', '3');
    await endOneByOne(run, 'canary', ['SUCCEEDED', 'FAILED']);
    const again = await retry(run);
    const [repaired] = await again.inWave('canary');
    installs(repaired!.id, 'curl', '8');
    await again.end('canary', 'SUCCEEDED');
    const [third] = await idsIn(again, 'rest');
    expect(await parametersOf(again)).toMatchObject({ [third!]: only('curl:amd64=8', 'openssl:amd64=3') });
  });

  it('binds what never began because its window let nothing start after the canary', async () => {
    const run = await runInWaves(bed, {
      count: 2,
      waves: planOf([canary]),
      window: { atEnd: 'FINISH' },
      prepare: (ids) => ids.forEach((id) => bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 }))),
      ...patch,
    });
    const [first] = await run.inWave('canary');
    installs(first!.id, 'openssl', '3');
    await run.accept(first!);
    bed.passTime(600);
    await run.finish(first!, 'SUCCEEDED');
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({ counts: { SUCCEEDED: 1, SKIPPED: 1 } });
    run.instanceIds.forEach((id) => bed.windows.places.set(id, openFor(bed, { start: 600, close: 900 })));
    const again = await retry(run);
    await again.dispatch();
    const [second] = await idsIn(again, 'rest');
    expect(await parametersOf(again)).toEqual({ [second!]: only('openssl:amd64=3') });
  });

  it('takes up a system whose canary failed, and binds it once that succeeds; the others stay bound as they were', async () => {
    const canaries = { name: 'canary', members: { kind: 'count', count: 2 }, successPercent: 50 } as const;
    const run = await runInWaves(bed, {
      count: 4,
      waves: planOf([canaries]),
      ...patch,
      prepare: async (ids) =>
        void (await sql`update managed_instances set os_name = 'Rocky' where id = any(${[ids[1]!, ids[3]!]}::text[])`.execute(
          bed.db,
        )),
    });
    const [debian] = await run.inWave('canary');
    installs(debian!.id, 'openssl', '3');
    await endOneByOne(run, 'canary', ['SUCCEEDED', 'FAILED']);
    await run.end('rest', 'FAILED');
    expect(await run.workRequest()).toMatchObject({ counts: { SUCCEEDED: 1, FAILED: 2, SKIPPED: 1 } });
    const again = await retry(run);
    const [rocky] = await again.inWave('canary');
    expect(await parametersOf(again)).toEqual({ [rocky!.instanceId]: { Operation: ['Install'] } });
    installs(rocky!.id, 'openssl', '2');
    await again.end('canary', 'SUCCEEDED');
    await again.dispatch();
    const [, , third, fourth] = run.instanceIds;
    expect(await parametersOf(again)).toMatchObject({
      [third!]: only('openssl:amd64=3'),
    });
    await again.end('rest', 'SUCCEEDED');
    expect(await again.workRequest()).toMatchObject({ state: 'SUCCEEDED', counts: { SUCCEEDED: 3 } });
    const { rows } = await sql<{ pins: unknown }>`
      select v.pins -> i.pins_key as pins from invocations i
      join work_waves v on v.work_request_id = i.work_request_id and v.position = i.wave
      where i.work_request_id = ${again.workRequestId}::text and i.instance_id = ${fourth!}::text`.execute(bed.db);
    expect(rows).toEqual([{ pins: ['openssl:amd64=2'] }]);
  });

  it('lets nothing of the later waves go ahead of a first one that a freeze had skipped whole', async () => {
    const run = await runInWaves(bed, {
      count: 3,
      waves: planOf([canary]),
      prepare: (ids) => ids.forEach((id) => bed.windows.freezes.set(id, freezeNow(bed))),
      ...patch,
    });
    await run.dispatch();
    expect(await run.workRequest()).toMatchObject({ counts: { SKIPPED: 3 } });
    bed.windows.freezes.clear();
    const again = await retry(run);
    await again.dispatch();
    expect((await again.released()).map(({ instanceId }) => instanceId)).toEqual(await idsIn(again, 'canary'));
  });

  it('warns when it goes without waves and nothing binds it', async () => {
    const run = await runInWaves(bed, { count: 2, waves: planOf([canary]), ...patch });
    await run.end('canary', 'FAILED');
    await bed.cancel(run.workRequestId);
    const again = await retry(run, { waves: 'NONE', states: ['FAILED', 'CANCELED'] });
    expect(await bed.log(again.workRequestId)).toContainEqual(
      expect.stringMatching(/^WARNING .*installs what its repositories offer now/),
    );
  });
});

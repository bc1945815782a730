import type { WorkRequest } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf } from './testing/hold-windows.ts';
import { canary, planOf, runInWaves } from './testing/run-in-waves.ts';
import { runOn } from './testing/run-on.ts';
import { createTestBed, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => void (bed.newUpdates.length = 0));

const retry = (workRequestId: string, states = ['FAILED', 'TIMED_OUT', 'SKIPPED']): Promise<WorkRequest> =>
  bed.work.handlers.retryWorkRequest({
    params: { workRequestId },
    body: { states, waves: 'NONE' },
    principal: { name: 'grace' },
  } as never);

async function commandsOf({ id }: WorkRequest): Promise<Record<string, unknown>> {
  const { items } = await bed.work.handlers.listInvocations({ query: { workRequestId: id, limit: 100 } } as never);
  const given: Record<string, unknown> = {};
  for (const { instanceId } of items) {
    const [command] = (await bed.agent(instanceId).inbox()).commands;
    if (command !== undefined) given[instanceId] = claimsOf(command.jws)['parameters'];
  }
  return given;
}

/** A patch run whose canary installed one version, and whose other instances failed. */
async function failAfterCanary(rocky = false) {
  const run = await runInWaves(bed, {
    count: 3,
    waves: planOf([canary], { decideHours: 1 }),
    documentName: 'Rustine-PatchInstance',
    parameters: { Operation: ['Install'] },
    prepare: async (ids) => {
      if (rocky) await sql`update managed_instances set os_name = 'Rocky' where id = ${ids[2]!}::text`.execute(bed.db);
    },
  });
  const [first] = await run.inWave('canary');
  const installed = { name: 'openssl', architecture: 'amd64', action: 'UPGRADE', newVersion: '3.0.15-1' };
  bed.newUpdates.push({ ...installed, invocationId: first!.id });
  await run.end('canary', 'SUCCEEDED');
  await run.end('rest', 'FAILED');
  bed.passTime(3601);
  await run.dispatch();
  return run;
}

const bound = { Operation: ['Install'], OnlyVersions: ['openssl:amd64=3.0.15-1'] };

describe('a retry of a run in waves', () => {
  it('installs the versions that the later waves were bound to, and so does a retry of the retry', async () => {
    const run = await failAfterCanary();
    const [, second] = run.instanceIds;
    // The first attempt came far enough to change the version of the system.
    await sql`update managed_instances set os_version = '12.9' where id = ${second!}::text`.execute(bed.db);
    const again = await retry(run.workRequestId);
    expect(await commandsOf(again)).toEqual({ [second!]: bound });
    expect(await bed.log(again.id)).toContain(`INFO It installs the versions that ${run.workRequestId} was bound to.`);
    await bed.cancel(again.id);
    bed.passTime(601);
    for (const { id } of (await bed.work.handlers.getWorkRequest({ params: { workRequestId: again.id } } as never))
      .invocations)
      await bed.work.tasks['invocation-deadline']!({ invocationId: id }, undefined as never);
    expect(await commandsOf(await retry(again.id, ['CANCELED']))).toEqual({ [second!]: bound });
  });

  it('leaves out a system that the first wave did not try, and says so', async () => {
    const run = await failAfterCanary(true);
    const [, second, third] = run.instanceIds;
    const again = await retry(run.workRequestId);
    expect(await commandsOf(again)).toEqual({ [second!]: bound });
    expect(await bed.log(again.id)).toContain(
      'WARNING Left out, because the first wave did not try their system (run the document on them to go ahead): host.',
    );
    await sql`update managed_instances set retired_at = now() where id = ${second!}::text`.execute(bed.db);
    await expect(retry(run.workRequestId)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(
        /^Nothing is left to retry. Left out, because a person .* Left out, because the first/,
      ),
    });
    await sql`update managed_instances set retired_at = now() where id = ${third!}::text`.execute(bed.db);
  });
});

describe('a retry', () => {
  it('goes on without an instance that was removed since, and says so', async () => {
    const run = await runOn(bed, { count: 2, maxErrors: '100%', maxConcurrency: '2' });
    for (let left = await run.released(); left.length > 0;) {
      for (const each of left) {
        await run.accept(each);
        await run.finish(each, 'FAILED');
      }
      await run.dispatch();
      left = (await run.released()).filter(({ state }) => state === 'PENDING');
    }
    const [gone, there] = run.instanceIds;
    await sql`update managed_instances set retired_at = now() where id = ${gone!}::text`.execute(bed.db);
    const again = await retry(run.workRequestId);
    expect(Object.keys(await commandsOf(again))).toEqual([there]);
    expect(await bed.log(again.id)).toContain('WARNING Left out, because a person removed them from the fleet: host.');
  });
});

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimsOf } from '../testing/hold-windows.ts';
import { canary, planOf, runInWaves } from '../testing/run-in-waves.ts';
import type { RunSpec } from '../testing/run-on.ts';
import { AWAY, createTestBed, LOST, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());
beforeEach(() => void (bed.newUpdates.length = 0));

const patch = { documentName: 'Rustine-PatchInstance', parameters: { Operation: ['Install'] } };
const runPatch = ({ waves = planOf([canary]), ...spec }: Partial<RunSpec> = {}) =>
  runInWaves(bed, { count: 3, waves, ...patch, ...spec });
type Run = Awaited<ReturnType<typeof runPatch>>;

/** The first wave installed these, as its report says. */
async function canaryInstalls(run: Run, updates: readonly { name: string; newVersion: string }[]): Promise<void> {
  const [first] = await run.inWave('canary');
  const rows = updates.map((each) => ({ ...each, architecture: 'amd64', action: 'UPGRADE', invocationId: first!.id }));
  bed.newUpdates.push(...rows);
  await run.end('canary', 'SUCCEEDED');
}

async function parametersOf(run: Run, index: number): Promise<unknown> {
  const one = (await run.inWave('rest'))[index];
  const [command] = (await bed.agent(one!.instanceId).inbox()).commands;
  return command === undefined ? undefined : claimsOf(command.jws)['parameters'];
}

describe('the later waves of a patch run', () => {
  it('install exactly the versions that the first one installed', async () => {
    const run = await runPatch();
    await canaryInstalls(run, [
      { name: 'openssl', newVersion: '3.0.15-1' },
      { name: 'curl', newVersion: '7.88.1-10' },
    ]);
    expect(await parametersOf(run, 0)).toEqual({
      Operation: ['Install'],
      OnlyVersions: ['curl:amd64=7.88.1-10', 'openssl:amd64=3.0.15-1'],
    });
    expect((await run.detail()).waves).toMatchObject([{ pinnedVersions: null }, { pinnedVersions: 2 }]);
    expect(await bed.log(run.workRequestId)).toContain(
      'INFO The later waves install the versions that wave canary installed. Debian 12 x64: 2 packages.',
    );
    const offered = (await run.inWave('rest')).find(({ released }) => released);
    expect((await bed.work.runOf(offered!.id))?.parameters).toHaveProperty('OnlyVersions');
  });

  it('install nothing when the first one had nothing to install', async () => {
    const run = await runPatch();
    await canaryInstalls(run, []);
    expect(await parametersOf(run, 0)).toMatchObject({ OnlyVersions: ['none'] });
    expect((await run.detail()).waves).toMatchObject([{}, { pinnedVersions: 0 }]);
    expect(await bed.log(run.workRequestId)).toContainEqual(
      expect.stringMatching(
        /^WARNING Wave canary installed nothing on Debian 12 x64, so the later waves install nothing/,
      ),
    );
  });

  it('leave out a system that the first one did not try', async () => {
    const run = await runPatch({
      prepare: async (ids) =>
        void (await sql`update managed_instances set os_name = 'Rocky', os_version = '9.4' where id = ${ids[2]!}::text`.execute(
          bed.db,
        )),
    });
    await canaryInstalls(run, [{ name: 'openssl', newVersion: '3' }]);
    const [debian, rocky] = await run.inWave('rest');
    expect(debian).toMatchObject({ state: 'PENDING', released: true });
    expect(rocky).toMatchObject({
      state: 'SKIPPED',
      reason: 'Not started: no instance of wave canary runs Rocky 9.4 x64, so nothing is known to work there.',
    });
  });

  it('know the system that an instance had before the first one changed its version', async () => {
    const run = await runPatch();
    const [first] = await run.inWave('canary');
    await sql`update managed_instances set os_version = '12.9' where id = ${first!.instanceId}::text`.execute(bed.db);
    await canaryInstalls(run, [{ name: 'openssl', newVersion: '3' }]);
    expect((await run.inWave('rest')).map(({ state }) => state)).toEqual(['PENDING', 'PENDING']);
  });

  it('go on unbound where a person resumed although the first one failed', async () => {
    const run = await runPatch();
    await run.end('canary', 'FAILED');
    await bed.resume(run.workRequestId);
    await run.dispatch();
    expect(await parametersOf(run, 0)).toEqual({ Operation: ['Install'] });
  });

  it('say that they wait for a store that does not answer, and go on when it does', async () => {
    const run = await runPatch();
    const [first] = await run.inWave('canary');
    bed.newUpdates.push({ ...AWAY, invocationId: first!.id });
    await run.accept(first!);
    await run.finish(first!, 'SUCCEEDED');
    await expect(run.dispatch()).rejects.toThrow('the store does not answer');
    expect((await run.inWave('rest'))[0]).toMatchObject({
      state: 'PENDING',
      reason: expect.stringMatching(
        /^Waiting for the versions that wave canary installed.*: the store does not answer$/,
      ),
    });
    bed.newUpdates.length = 0;
    await run.dispatch();
    expect((await run.inWave('rest'))[0]).toMatchObject({ released: true, reason: '' });
  });

  it('wait for a person when the report of the first one is gone, and then go on unbound', async () => {
    const run = await runPatch();
    bed.newUpdates.push({ ...LOST, invocationId: (await run.inWave('canary'))[0]!.id });
    await run.end('canary', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({
      halted: { wave: 'canary', reason: 'Which versions it installed cannot be read: the object is gone' },
    });
    await bed.resume(run.workRequestId);
    await run.dispatch();
    expect(await parametersOf(run, 0)).toEqual({ Operation: ['Install'] });
    await run.end('rest', 'SUCCEEDED');
    expect(await run.workRequest()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it.each<Partial<RunSpec>>([
    { waves: planOf([canary], { sameVersions: false }) },
    { parameters: { Operation: ['Remove'], Packages: ['nano'] } },
    { parameters: { Operation: ['DryRun'] } },
    { documentName: 'Test-Scan', parameters: {} },
  ])('are not bound with %o', async (spec) => {
    const run = await runPatch(spec);
    await canaryInstalls(run, [{ name: 'openssl', newVersion: '3' }]);
    expect(await parametersOf(run, 0)).toEqual(spec.parameters ?? patch.parameters);
  });

  it('are bound once, however many look', async () => {
    const run = await runPatch();
    const [first] = await run.inWave('canary');
    bed.newUpdates.push({
      invocationId: first!.id,
      name: 'openssl',
      architecture: '',
      action: 'UPGRADE',
      newVersion: '3',
    });
    await run.accept(first!);
    await run.finish(first!, 'SUCCEEDED');
    await Promise.all([run.dispatch(), run.dispatch(bed.newReplica()), run.dispatch()]);
    expect(await parametersOf(run, 0)).toMatchObject({ OnlyVersions: ['openssl=3'] });
    const told = (await bed.log(run.workRequestId)).filter((line) => line.includes('install the versions'));
    expect(told).toHaveLength(1);
  });
});

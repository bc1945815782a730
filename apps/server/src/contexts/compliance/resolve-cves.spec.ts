import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { startComplianceWorld, update } from './testing/compliance-world.ts';

type World = Awaited<ReturnType<typeof startComplianceWorld>>;

const asked = (world: World) => world.started.flatMap((work) => work.parameters['packages']!).toSorted();

async function endInvocation(world: World, index: number): Promise<void> {
  await sql`update invocations set state = 'FAILED' where id = ${world.started[index]!.invocationId}`.execute(world.db);
}

it('asks one agent of the fleet once, and the difference of the changelogs counts for all', async () => {
  await using world = await startComplianceWorld();
  const instances = [await world.addInstance(), await world.addInstance(), await world.addInstance()];
  for (const id of instances)
    await world.apply(id, 'available-updates', { rows: [update('openssl'), update('rsync')] });
  expect(await world.figures(instances[0]!)).toMatchObject({ cves: 0, cveState: 'RESOLVING' });
  await world.resolve();
  await world.resolve();
  expect(world.started).toHaveLength(1);
  expect(asked(world)).toEqual([
    'candidate|openssl|amd64|1.0-2',
    'candidate|rsync|amd64|1.0-2',
    'installed|openssl|amd64|1.0-1',
    'installed|rsync|amd64|1.0-1',
  ]);
  expect(world.started[0]).toMatchObject({ documentName: 'Rustine-ResolveCves', createdBy: 'rustine' });
  expect(instances).toContain(world.started[0]!.instanceIds[0]);

  await world.answer(0, (item) =>
    item.startsWith('candidate') ? ['CVE-2026-1111', 'CVE-2025-9999'] : ['CVE-2025-9999'],
  );
  await world.resolve();
  for (const id of instances) expect(await world.figures(id)).toMatchObject({ cves: 1, cveState: 'RESOLVED' });
  expect(world.started).toHaveLength(1);
});

it('two servers that resolve at once ask for each changelog once', async () => {
  await using world = await startComplianceWorld();
  for (const name of ['openssl', 'rsync', 'bash']) {
    await world.apply(await world.addInstance(), 'available-updates', { rows: [update(name), update('shared')] });
  }
  await Promise.all(Array.from({ length: 5 }, () => world.resolve()));
  expect(asked(world)).toHaveLength(8);
  expect(new Set(asked(world)).size).toBe(8);
});

it('a server that died between writing an ask down and sending it sends it once', async () => {
  await using world = await startComplianceWorld();
  await world.apply(await world.addInstance(), 'available-updates', { rows: [update('openssl')] });
  await world.resolve();
  await sql`update changelog_asks set work_request_id = null, invocation_id = null`.execute(world.db);
  await world.answer(0, () => ['CVE-2026-1111']);
  await world.resolve();
  expect(world.started).toHaveLength(1);
  const { rows } = await sql<{ state: string }>`select distinct state from package_changelogs`.execute(world.db);
  expect(rows).toEqual([{ state: 'KNOWN' }]);
});

it('an ask that ended without an answer is asked again, of another instance if there is one, and not for ever', async () => {
  await using world = await startComplianceWorld();
  const instances = [await world.addInstance(), await world.addInstance()];
  for (const id of instances) await world.apply(id, 'available-updates', { rows: [update('openssl')] });
  await world.resolve();
  await endInvocation(world, 0);
  await world.resolve();
  expect(world.started).toHaveLength(1);
  for (let attempt = 1; attempt < 8; attempt += 1) {
    world.time.now = new Date(world.time.now.getTime() + 3_600_000);
    await world.resolve();
    await endInvocation(world, world.started.length - 1);
  }
  expect(world.started).toHaveLength(5);
  expect(world.started[1]!.instanceIds).not.toEqual(world.started[0]!.instanceIds);
  expect(await world.figures(instances[0]!)).toMatchObject({ cveState: 'UNRESOLVED', cves: 0 });
});

it('a changelog that cannot be read leaves its update unknown and the others known', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  await world.apply(instanceId, 'available-updates', { rows: [update('openssl'), update('odd')] });
  await world.resolve();
  await world.answer(0, (item) =>
    item.includes('|odd|') ? null : item.startsWith('candidate') ? ['CVE-2026-1111'] : [],
  );
  await world.resolve();
  expect(await world.figures(instanceId)).toMatchObject({ cveState: 'UNRESOLVED', cves: 1 });
});

it('takes no facts from an instance that was not asked for them', async () => {
  await using world = await startComplianceWorld();
  const [honest, liar] = [await world.addInstance(), await world.addInstance()];
  await world.apply(honest, 'available-updates', { rows: [update('openssl')] });
  await world.resolve();
  const lie = {
    name: 'openssl',
    architecture: 'amd64',
    version: '1.0-2',
    origin: 'CANDIDATE',
    method: 'CHANGELOG',
    source_package: 'x',
    source_version: 'x',
    cves: null,
  };
  await world.apply(liar, 'changelog-cves', { rows: [lie] });
  const { rows } = await sql<{ state: string }>`select distinct state from package_changelogs`.execute(world.db);
  expect(rows).toEqual([{ state: 'ASKED' }]);
});

it('puts nothing into a command that is not the name of a package', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  await world.apply(instanceId, 'available-updates', { rows: [update("x'; reboot #")] });
  await world.resolve();
  expect(world.started).toEqual([]);
  expect(await world.figures(instanceId)).toMatchObject({ cveState: 'UNRESOLVED' });
});

it('splits what is wanted into commands of at most 200 packages', async () => {
  await using world = await startComplianceWorld();
  const rows = Array.from({ length: 250 }, (_, index) => update(`package-${index}`));
  await world.apply(await world.addInstance(), 'available-updates', { rows });
  await world.resolve();
  expect(world.started.map((work) => work.parameters['packages']!.length)).toEqual([200, 200, 100]);
  expect(new Set(asked(world)).size).toBe(500);
});

import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { startComplianceWorld, update } from './testing/compliance-world.ts';

type World = Awaited<ReturnType<typeof startComplianceWorld>>;

const request = {
  principal: { accessTokenId: 'tok', name: 'test', role: 'ADMIN', method: 'TOKEN' },
  requestId: '',
  body: undefined,
} as const;

const listUpdates = (world: World, instanceId: string, query: object = {}) =>
  world.compliance.handlers.listAvailableUpdates({
    ...request,
    params: { instanceId },
    query: { limit: 100, ...query },
  });

const reportOf = (world: World, query: object = {}) =>
  world.compliance.handlers.getComplianceReport({ ...request, params: undefined, query });

it('replaces what an instance is missing as a set', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  await world.apply(instanceId, 'available-updates', { rows: ['a1', 'b1', 'c1'].map((name) => update(name)) });
  world.time.now = new Date('2026-11-21T13:00:00Z');
  await world.apply(instanceId, 'available-updates', { rows: [update('b1'), update('d1', { update_type: 'OTHER' })] });
  expect((await listUpdates(world, instanceId)).items.map((item) => item.name)).toEqual(['b1', 'd1']);
  expect(await world.figures(instanceId)).toMatchObject({
    updatesAvailable: 2,
    securityUpdates: 1,
    lastScanAt: world.time.now,
  });
});

it('lets no older report that arrives late overwrite a newer one', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  await world.apply(instanceId, 'available-updates', {
    rows: [update('new')],
    capturedAt: new Date('2026-11-21T11:00:00Z'),
  });
  await world.apply(instanceId, 'available-updates', {
    rows: [update('old')],
    capturedAt: new Date('2026-11-21T10:00:00Z'),
  });
  expect((await listUpdates(world, instanceId)).items.map((item) => item.name)).toEqual(['new']);
});

it('lets no report of an instance whose clock is ahead shut out the later ones', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  await world.apply(instanceId, 'available-updates', {
    rows: [update('ahead')],
    capturedAt: new Date('2099-01-01T00:00:00Z'),
  });
  world.time.now = new Date('2026-11-21T13:00:00Z');
  await world.apply(instanceId, 'available-updates', { rows: [update('later')] });
  expect((await listUpdates(world, instanceId)).items.map((item) => item.name)).toEqual(['later']);
});

it('a scan that finds nothing missing is a scan, and an instance that was never scanned has no figures', async () => {
  await using world = await startComplianceWorld();
  const [scanned, never] = [await world.addInstance(), await world.addInstance()];
  await world.apply(scanned, 'available-updates', { rows: [] });
  await world.apply(never, 'software-inventory', { rows: [{ name: 'bash', version: '5', architecture: 'amd64' }] });
  expect(await world.figures(scanned)).toMatchObject({
    updatesAvailable: 0,
    securityUpdates: 0,
    cves: 0,
    cveState: 'RESOLVED',
  });
  expect(await world.figures(never)).toEqual({
    lastScanAt: null,
    updatesAvailable: null,
    securityUpdates: null,
    cves: null,
    cveState: null,
    installedPackages: 1,
  });
  expect(await reportOf(world)).toMatchObject({ totalInstances: 2, scannedInstances: 1, missingSecurityUpdates: 0 });
});

it("takes the vendor's CVEs as they are, counts each once, and finds updates by them", async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  const rows = [
    update('kernel', { advisory: 'RLSA-1', cves: 'CVE-2026-1111 CVE-2026-2222' }),
    update('kernel-core', { advisory: 'RLSA-1', cves: 'CVE-2026-2222' }),
    update('tzdata', { advisory: 'RLSA-2' }),
  ];
  await world.apply(instanceId, 'available-updates', { rows });
  expect(await world.figures(instanceId)).toMatchObject({ cves: 2, cveState: 'RESOLVED', securityUpdates: 3 });
  const found = await listUpdates(world, instanceId, { search: 'cve-2026-1111' });
  expect(found.items).toMatchObject([{ name: 'kernel', cves: ['CVE-2026-1111', 'CVE-2026-2222'], cvesKnown: true }]);
  await world.resolve();
  expect(world.started).toEqual([]);
});

it('holds an update that names ten thousand CVEs', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  const cves = Array.from({ length: 10_000 }, (_, index) => `CVE-2026-${10_000 + index}`);
  await world.apply(instanceId, 'available-updates', {
    rows: [update('kernel', { advisory: 'A', cves: cves.join(' ') })],
  });
  expect(await world.figures(instanceId)).toMatchObject({ cves: 10_000, cveState: 'RESOLVED' });
  expect((await listUpdates(world, instanceId)).items[0]!.cves).toEqual(cves);
});

it('pages through software by a cursor that misses and repeats nothing', async () => {
  await using world = await startComplianceWorld();
  const instanceId = await world.addInstance();
  const names = Array.from({ length: 25 }, (_, index) => `package-${String(index).padStart(2, '0')}`);
  const rows = names.map((name) => ({
    name,
    version: '1',
    architecture: 'amd64',
    installed_at: new Date('2026-01-01T00:00:00Z'),
  }));
  await world.apply(instanceId, 'software-inventory', { rows: rows.toReversed() });
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { limit: 10, ...(cursor === undefined ? {} : { cursor }) };
    const page = await world.compliance.handlers.listInstalledSoftware({ ...request, params: { instanceId }, query });
    seen.push(...page.items.map((item) => item.name));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(names);
  const forged = world.compliance.handlers.listInstalledSoftware({
    ...request,
    params: { instanceId },
    query: { limit: 10, cursor: 'x' },
  });
  await expect(forged).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
});

it('answers for an instance that is not there with NOT_FOUND, never with an empty list', async () => {
  await using world = await startComplianceWorld();
  await expect(listUpdates(world, newId('instance'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('reports on one compartment alone, with the details of each update', async () => {
  await using world = await startComplianceWorld();
  const compartmentId = newId('compartment');
  await sql`insert into compartments (id, parent_id, name) values (${compartmentId}, ${ROOT_COMPARTMENT_ID}, 'web')`.execute(
    world.db,
  );
  const inside = await world.addInstance({
    compartmentId,
    displayName: 'web1',
    rebootRequired: true,
    lastCheckInAt: world.time.now,
  });
  const outside = await world.addInstance({ displayName: 'db1' });
  for (const id of [inside, outside]) {
    await world.apply(id, 'available-updates', {
      rows: [update('kernel', { advisory: 'A', cves: `CVE-2026-${id === inside ? 1111 : 2222}` })],
    });
  }
  expect(await reportOf(world, { compartmentId, showDetails: true })).toMatchObject({
    compartmentId,
    totalInstances: 1,
    missingSecurityUpdates: 1,
    distinctCves: 1,
    instances: [
      {
        displayName: 'web1',
        cves: 1,
        outstanding: [{ name: 'kernel', installedVersion: '1.0-1', cves: ['CVE-2026-1111'] }],
      },
    ],
  });
  const overview = await world.compliance.handlers.getFleetOverview({ ...request, params: undefined, query: {} });
  expect(overview).toMatchObject({
    instances: 2,
    byStatus: { ONLINE: 1, STALE: 0, OFFLINE: 1 },
    scanned: 2,
    rebootRequired: 1,
    distinctCves: 2,
    updatesAvailable: { SECURITY: 2, BUGFIX: 0, ENHANCEMENT: 0, OTHER: 0 },
  });
});

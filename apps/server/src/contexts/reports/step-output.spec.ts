import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { AnnouncedOutput } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReportsWorld } from './testing/reports-world.ts';

let world: Awaited<ReturnType<typeof startReportsWorld>>;
beforeAll(async () => {
  world = await startReportsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Step {
  readonly head: string;
  readonly tail?: string;
  readonly bytes: number;
  readonly state?: string;
}

/** An invocation with one step of which work keeps this much. */
async function addStep({ head, tail = '', bytes, state = 'SUCCEEDED' }: Step) {
  const instanceId = await world.addInstance();
  const invocationId = await world.addInvocation(instanceId);
  await sql`
    insert into invocation_steps (invocation_id, position, name, action, state, stdout_head, stdout_tail, stdout_bytes)
    values (${invocationId}::text, 0, 'a step', 'aws:runShellScript', ${state}::text, ${head}::text, ${tail}::text,
      ${bytes}::bigint)`.execute(world.db);
  return { instanceId, invocationId };
}

function outputOf(content: Buffer, more: Partial<AnnouncedOutput> = {}) {
  const bytes = gzipSync(content);
  const announced: AnnouncedOutput = {
    position: 0,
    step: 'a step',
    stream: 'stdout',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    contentBytes: content.length,
    droppedBytes: 0,
    ...more,
  };
  return { bytes, announced };
}

const announce = (
  { instanceId, invocationId }: { instanceId: string; invocationId: string },
  output: AnnouncedOutput,
) => world.grants(instanceId, { invocationId, reports: [], output });

const read = async (invocationId: string, query: { step?: string; offset?: number; length?: number } = {}) => {
  const asked = { step: 'a step', stream: 'stdout', offset: 0, ...query } as const;
  const { stream } = await world.reports.handlers.getStepOutput({ params: { invocationId }, query: asked } as never);
  return await buffer(stream);
};

const cut = { head: 'first\n', tail: 'last\n', bytes: 3_000_000 };

describe('the whole output of a step', () => {
  it('is granted, uploaded, verified and read, whole or in part, byte for byte', async () => {
    const run = await addStep(cut);
    const content = randomBytes(3_000_000);
    const { bytes, announced } = outputOf(content);
    const grant = (await announce(run, announced)).body.output!;
    expect(grant.key).toBe(
      `outputs/v1/date=${new Date().toISOString().slice(0, 10)}/instance=${run.instanceId}/${run.invocationId}/0-stdout.gz`,
    );
    expect(await world.verify(run.instanceId, grant.key)).toMatchObject({ body: { verified: false } });
    expect((await world.put(grant, bytes)).status).toBe(204);
    expect(await world.verify(run.instanceId, grant.key)).toMatchObject({
      body: { verified: true, sizeBytes: bytes.length, sha256: announced.sha256, reportState: null },
    });
    expect((await read(run.invocationId)).equals(content)).toBe(true);
    const part = await read(run.invocationId, { offset: 1_000_001, length: 70_000 });
    expect(part.equals(content.subarray(1_000_001, 1_070_001))).toBe(true);
    expect(await read(run.invocationId, { offset: 3_000_000 })).toHaveLength(0);
  });

  it('is what work keeps of it when that is all', async () => {
    const { invocationId } = await addStep({ head: 'héllo\n', bytes: 7 });
    expect(String(await read(invocationId))).toBe('héllo\n');
    expect(String(await read(invocationId, { offset: 3, length: 2 }))).toBe('ll');
  });

  it('is refused, and not given with a hole in it, while its object is not there', async () => {
    const run = await addStep(cut);
    await announce(run, outputOf(Buffer.from('x')).announced);
    await expect(read(run.invocationId)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('2999989 of 3000000 bytes are not here'),
    });
    await expect(read(run.invocationId, { step: 'another' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is never longer than announced, however much a file unpacks to', async () => {
    const run = await addStep(cut);
    const { bytes, announced } = outputOf(Buffer.alloc(50_000_000), { contentBytes: 10 });
    const grant = (await announce(run, announced)).body.output!;
    await world.put(grant, bytes);
    expect(await read(run.invocationId)).toHaveLength(10);
  });

  it('that was uploaded stays, and one that was not gives way to another file', async () => {
    const run = await addStep(cut);
    const first = outputOf(Buffer.from('first'));
    const stale = (await announce(run, first.announced)).body.output!;
    const second = outputOf(Buffer.from('second, longer'));
    const grant = (await announce(run, second.announced)).body.output!;
    expect((await world.put(stale, first.bytes)).status).toBe(403);
    await world.put(grant, second.bytes);
    expect((await announce(run, second.announced)).status).toBe(200);
    expect(await announce(run, first.announced)).toMatchObject({ status: 409 });
    expect(String(await read(run.invocationId))).toBe('second, longer');
  });

  it('of another instance is as one that does not exist', async () => {
    const run = await addStep(cut);
    const { announced } = outputOf(Buffer.from('x'));
    const other = await world.addInstance();
    expect(await announce({ ...run, instanceId: other }, announced)).toMatchObject({ status: 404 });
    const { key } = (await announce(run, announced)).body.output!;
    expect(await world.verify(other, key)).toMatchObject({ status: 404 });
  });
});

import { WorkLogEntry, WorkRequestDetail, InvocationDetail } from '@rustine/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestBed, goodRun, scanDocument, type TestBed } from './testing/test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

type ListId = 'listWorkRequests' | 'listInvocations';

async function allPages(list: ListId, query: object): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bed.work.handlers[list]({ query: { limit: 2, ...(cursor && { cursor }), ...query } } as never);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    // What is added while somebody pages must neither repeat nor hide an item.
    await bed.startOn();
  } while (cursor !== undefined);
  return ids;
}

describe('lists', () => {
  it('page through all, newest first, each once, while others are added', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.push((await bed.startOn()).workRequestId);
    expect((await allPages('listWorkRequests', {})).slice(0, 5)).toEqual(made.toReversed());
  });

  it('hold only what the filter names', async () => {
    const { workRequestId, runs } = await bed.startOn(3);
    const { instanceId, invocationId } = runs[1]!;
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun));
    expect(await allPages('listInvocations', { workRequestId })).toEqual(runs.map((run) => run.invocationId));
    expect(await allPages('listInvocations', { workRequestId, state: 'SUCCEEDED' })).toEqual([invocationId]);
    expect(await allPages('listInvocations', { instanceId })).toEqual([invocationId]);
    expect(await allPages('listInvocations', { documentName: 'Other' })).toEqual([]);
    expect(
      await allPages('listWorkRequests', { instanceId, state: 'IN_PROGRESS', documentName: scanDocument.name }),
    ).toEqual([workRequestId]);
  });

  it('refuse a cursor that the server never gave', async () => {
    const asked = bed.work.handlers.listWorkRequests({ query: { limit: 2, cursor: 'Jyc7ZHJvcA' } } as never);
    await expect(asked).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: [{ place: 'query.cursor' }] });
  });

  it('refuse a cursor of another list', async () => {
    const { workRequestId } = await bed.startOn();
    const cursor = Buffer.from(workRequestId).toString('base64url');
    const asked = bed.work.handlers.listWorkLog({ params: { workRequestId }, query: { limit: 2, cursor } } as never);
    await expect(asked).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: [{ place: 'query.cursor' }] });
  });
});

describe('answers', () => {
  it('keep the contract', async () => {
    const { workRequestId, invocationId, instanceId } = await bed.startOn();
    await bed.agent(instanceId).post(bed.events(invocationId, goodRun));
    WorkRequestDetail.parse(await bed.workRequest(workRequestId));
    InvocationDetail.parse(await bed.invocation(invocationId));
    const { items } = await bed.work.handlers.listWorkLog({ params: { workRequestId }, query: { limit: 2 } } as never);
    expect(items.map((item) => WorkLogEntry.parse(item))).toHaveLength(2);
  });

  it('of runCommand is the work request that it made', async () => {
    const instanceId = await bed.addInstance();
    const body = { documentName: scanDocument.name, instanceIds: [instanceId], parameters: {}, deliverySeconds: 60 };
    const made = await bed.work.handlers.runCommand({ body, principal: { name: 'grace' } } as never);
    expect(made).toMatchObject({ state: 'ACCEPTED', createdBy: 'grace', percentComplete: 0, counts: { PENDING: 1 } });
  });
});

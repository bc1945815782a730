import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Work } from '../index.ts';
import { createTestBed, goodRun, scanDocument, type TestBed } from '../testing/test-bed.ts';

let bed: TestBed;
const replicas: { work: Work; url: string; close: () => Promise<void> }[] = [];

beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

beforeEach(async () => {
  for (let count = 0; count < 2; count += 1) {
    const work = bed.newReplica();
    await work.start();
    replicas.push({ work, ...(await bed.serve(work)) });
  }
});
afterEach(async () => {
  for (const { work, close } of replicas.splice(0)) {
    await work.stop();
    await close();
  }
});

/** The machine may be busy; how long something takes is no part of the promise. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

interface OpenLink {
  readonly response: IncomingMessage;
  /** All that came, as text. */
  heard(): string;
  readonly ended: Promise<void>;
}

async function openLink(url: string, instanceId: string): Promise<OpenLink> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/link`, { headers: { authorization: `Bearer ${instanceId}` }, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = new Promise<void>((resolve) => response.on('close', () => resolve()).on('error', () => resolve()));
  return { response, heard: () => text, ended };
}

const start = (instanceId: string) =>
  bed.work.startWork({ documentName: scanDocument.name, instanceIds: [instanceId], parameters: {}, createdBy: 'ada' });
const inboxes = (link: OpenLink): number => link.heard().split('event: inbox\ndata:\n\n').length - 1;

describe('a link', () => {
  it('is woken by a command that another replica made', async () => {
    const [first, second] = await Promise.all([bed.addInstance(), bed.addInstance()]);
    const links = [await openLink(replicas[0]!.url, first), await openLink(replicas[1]!.url, second)];
    expect(links[0]!.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    await start(first);
    await start(second);
    for (const link of links) await eventually(() => expect(inboxes(link)).toBeGreaterThan(0));
  });

  it('hears at once of what waited before it was opened', async () => {
    const instanceId = await bed.addInstance();
    await start(instanceId);
    const link = await openLink(replicas[0]!.url, instanceId);
    await eventually(() => expect(inboxes(link)).toBeGreaterThan(0));
  });

  it('is woken by a cancel', async () => {
    const instanceId = await bed.addInstance();
    const { workRequestId, invocationIds } = await start(instanceId);
    await bed.agent(instanceId).inbox();
    await bed.agent(instanceId).post(bed.events(invocationIds[0]!, goodRun.slice(0, 2)));
    const link = await openLink(replicas[1]!.url, instanceId);
    expect(inboxes(link)).toBe(0);
    await bed.cancel(workRequestId);
    await eventually(() => expect(inboxes(link)).toBeGreaterThan(0));
  });

  it('makes its instance seen, and connected until it closes', async () => {
    const instanceId = await bed.addInstance();
    const link = await openLink(replicas[0]!.url, instanceId);
    await eventually(() => expect(replicas[0]!.work.connectedInstances()).toContain(instanceId));
    expect(bed.seen).toContain(instanceId);
    link.response.destroy();
    await eventually(() => expect(replicas[0]!.work.connectedInstances()).not.toContain(instanceId));
  });

  it('gives way to a newer one of the same instance', async () => {
    const instanceId = await bed.addInstance();
    const older = await openLink(replicas[0]!.url, instanceId);
    const newer = await openLink(replicas[0]!.url, instanceId);
    await older.ended;
    await start(instanceId);
    await eventually(() => expect(inboxes(newer)).toBeGreaterThan(0));
  });

  it('is ended when its replica stops', async () => {
    const link = await openLink(replicas[0]!.url, await bed.addInstance());
    await replicas[0]!.work.stop();
    await expect(link.ended).resolves.toBeUndefined();
  });

  it('is woken for what came while the database connection that listens was lost', async () => {
    const instanceId = await bed.addInstance();
    const link = await openLink(replicas[0]!.url, instanceId);
    await bed.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'rustine wake'`,
    );
    await start(instanceId);
    await eventually(() => expect(inboxes(link)).toBeGreaterThan(0));
  });
});

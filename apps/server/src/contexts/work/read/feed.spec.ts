import type { OutputPiece, WorkFeed } from '@rustine/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import { insertPieces } from '../sql/output-pieces.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

vi.setConfig({ testTimeout: 120_000 });

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

const ask = (workRequestId: string, cursor?: string): Promise<WorkFeed> =>
  bed.work.handlers.followWorkRequest({ params: { workRequestId }, query: { cursor } } as never);

/** What a follower is told from a cursor on, until there is nothing more for now. */
async function drain(workRequestId: string, cursor?: string) {
  const output: OutputPiece[] = [];
  const states: string[] = [];
  for (let at = cursor; ;) {
    const feed = await ask(workRequestId, at);
    output.push(...feed.output);
    states.push(...feed.invocations.map(({ state }) => state));
    at = feed.cursor;
    if (!feed.more) return { output, states, cursor: at, complete: feed.complete };
  }
}

const textOf = (output: readonly OutputPiece[]) => output.map(({ text }) => text).join('');

describe('the feed of a work request', () => {
  it('tells what changed since the last ask and nothing else, until all has been told', async () => {
    const { workRequestId, runs } = await bed.startOn(2);
    const [one, two] = runs;
    const tell = (run: typeof one, first: number, ...bare: Parameters<typeof bed.events>[1]) =>
      bed.agent(run!.instanceId).post(bed.events(run!.invocationId, bare, first));
    const begin = await drain(workRequestId);
    expect(begin).toMatchObject({ states: ['PENDING', 'PENDING'], output: [], complete: false });
    await tell(one, 1, { type: 'accepted', bootId: 'b' }, { type: 'started', steps: [{ name: 's', action: 'a' }] });
    await tell(one, 3, { type: 'output', step: 's', stream: 'stdout', offset: 0, text: 'hello ' });
    const next = await drain(workRequestId, begin.cursor);
    expect(next).toMatchObject({
      states: ['RUNNING'],
      output: [{ startByte: 0, endByte: 6, text: 'hello ', step: 's' }],
    });
    // An agent that reads its own output again after a crash, and goes on.
    await tell(one, 4, { type: 'output', step: 's', stream: 'stdout', offset: 0, text: 'hello world' });
    const third = await drain(workRequestId, next.cursor);
    expect(third.output).toMatchObject([{ startByte: 6, endByte: 11, text: 'world', stream: 'stdout' }]);
    expect(await drain(workRequestId, third.cursor)).toMatchObject({ states: [], output: [], complete: false });
    const end = { type: 'finished', state: 'FAILED', message: '', rebootRequired: null } as const;
    await tell(one, 5, end);
    await tell(two, 1, { type: 'accepted', bootId: 'b' }, { type: 'started', steps: [] }, end);
    expect(await drain(workRequestId, third.cursor)).toMatchObject({ states: ['FAILED', 'FAILED'], complete: true });
    expect(textOf((await drain(workRequestId)).output)).toBe('hello world');
  });

  it('refuses a cursor that it did not give', async () => {
    const { workRequestId } = await bed.startOn();
    for (const forged of ['["x","1","","0"]', '["1","1","","9999999999999999999"]', '["1","","",""]', '[1]']) {
      const cursor = Buffer.from(forged).toString('base64url');
      await expect(ask(workRequestId, cursor), forged).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    }
    await expect(ask(workRequestId, 'x')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('pages through more than fits in one answer', async () => {
    const { workRequestId, invocationId } = await bed.startOn();
    const pieces = Array.from({ length: 1203 }, (_, index) => ({
      workRequestId,
      invocationId,
      step: 's',
      stream: 'stdout' as const,
      startByte: index * 4000,
      endByte: (index + 1) * 4000,
      text: String(index).padEnd(4000, '.'),
    }));
    await withTransaction(bed.db, (tx) => insertPieces(tx, pieces));
    const first = await ask(workRequestId);
    expect(first.more).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(first.output))).toBeLessThan(2 * 1_048_576);
    const { output } = await drain(workRequestId);
    expect(output.map(({ startByte }) => startByte)).toEqual(pieces.map(({ startByte }) => startByte));
  });

  it('loses nothing and tells nothing twice while many write at once and commit in any order', async () => {
    const { workRequestId, runs } = await bed.startOn(4);
    let written = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delayMs: fc.nat(15), rollBack: fc.boolean(), count: fc.integer({ min: 1, max: 3 }) }), {
          minLength: 2,
          maxLength: 8,
        }),
        async (writers) => {
          const start = await drain(workRequestId);
          const kept: string[] = [];
          const write = async ({ delayMs, rollBack, count }: (typeof writers)[number], index: number) => {
            const { invocationId } = runs[index % runs.length]!;
            const texts = Array.from({ length: count }, () => `<${(written += 1)}>`);
            const pieces = texts.map((text) => ({
              text,
              workRequestId,
              invocationId,
              step: 's',
              stream: 'stdout' as const,
              startByte: 0,
              endByte: 1,
            }));
            await withTransaction(bed.db, async (tx) => {
              await insertPieces(tx, pieces);
              await sql`select pg_sleep(${delayMs / 1000}::float8)`.execute(tx);
              if (rollBack) throw new Error('rolled back');
            }).then(
              () => kept.push(...texts),
              () => undefined,
            );
          };
          const writing = new Set(writers.map((each, index) => write(each, index)));
          for (const each of writing) void each.then(() => writing.delete(each));
          const told: string[] = [];
          let { cursor } = start;
          while (writing.size > 0) {
            const look = await drain(workRequestId, cursor);
            told.push(...look.output.map(({ text }) => text));
            cursor = look.cursor;
          }
          told.push(...(await drain(workRequestId, cursor)).output.map(({ text }) => text));
          expect(told.toSorted()).toEqual(kept.toSorted());
        },
      ),
      { numRuns: 25 },
    );
  });
});

import { sql, type KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import { runOn } from '../testing/run-on.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';
import { nextInLine } from './waiting.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await createTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

/** Does something once, after the first statement. */
function afterFirst(happens: () => Promise<unknown>): KyselyPlugin {
  let isFirst = true;
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (isFirst) await happens();
      isFirst = false;
      return result;
    },
  };
}

it.each([
  ['comes', 0, 'last_check_in_at'],
  ['goes', 3, 'stopped_at'],
] as const)(
  'the next in line are each there once, also when an instance %s meanwhile',
  async (_what, online, column) => {
    const run = await runOn(bed, { count: 3, online, maxConcurrency: '1' });
    const waiting = (await run.standing()).filter(({ released }) => !released);
    expect(waiting).toHaveLength(2);
    const happens = afterFirst(() =>
      sql`update managed_instances set ${sql.ref(column)} = ${bed.clock()}::timestamptz + interval '1 second'
      where id = ${waiting[0]!.instanceId}::text`.execute(bed.db),
    );
    const onlineSince = new Date(bed.clock().getTime() - 300_000);
    const next = await withTransaction(bed.db, (tx) =>
      nextInLine(tx.withPlugin(happens), { workRequestId: run.workRequestId, wave: null }, { count: 5, onlineSince }),
    );
    expect(next.map(({ id }) => id).toSorted()).toEqual(waiting.map(({ id }) => id));
  },
);

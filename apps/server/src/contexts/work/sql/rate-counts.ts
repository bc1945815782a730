import type { InvocationState } from '@rustine/contract';
import { countsAsError, isFinal, type RateCounts } from '@rustine/domain';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { Line } from './waiting.ts';

interface CountRow {
  readonly state: InvocationState;
  readonly waits: boolean;
  readonly started: boolean;
  readonly reachable: boolean;
  readonly count: number;
}

/**
 * Where a work request stands, or one of its waves. Skipped instances are none of its targets: they take no place and prove
 * nothing. An instance that has given no sign of life since `answersSince` is not counted as one that
 * has yet to answer: it cannot, and those that are there would wait for it in vain.
 */
export async function countForRate(
  tx: Transaction,
  { workRequestId, wave }: Line,
  { answersSince }: { readonly answersSince: Date },
): Promise<RateCounts> {
  const { rows } = await sql<CountRow>`
    select i.state, i.state = 'PENDING' and i.released_at is null as waits, i.started_at is not null as started,
      case when i.state = 'PENDING' and i.released_at is not null then exists (
        select from managed_instances m
        where m.id = i.instance_id and m.last_check_in_at >= ${answersSince}::timestamptz
      ) else false end as reachable,
      count(*) as count
    from invocations i
    where i.work_request_id = ${workRequestId}::text and i.state <> 'SKIPPED'
      and (${wave}::integer is null or i.wave = ${wave}::integer)
    group by 1, 2, 3, 4`.execute(tx);
  const count = (wanted: (row: CountRow) => boolean) =>
    rows.reduce((sum, row) => (wanted(row) ? sum + row.count : sum), 0);
  return {
    targets: count(() => true),
    waiting: count(({ waits }) => waits),
    underWay: count(({ state, waits }) => !waits && !isFinal(state)),
    ended: count(({ state }) => isFinal(state)),
    unanswered: count(({ reachable }) => reachable),
    errors: count(({ state, started }) => countsAsError(state, { started })),
  };
}

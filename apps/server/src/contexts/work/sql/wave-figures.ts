import type { InvocationState } from '@rustine/contract';
import { countsAsError, isFinal, type WaveCounts } from '@rustine/domain';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

interface CountRow {
  readonly wave: number;
  readonly state: InvocationState;
  readonly waits: boolean;
  readonly started: boolean;
  readonly count: number;
}

/** How many invocations of each wave stand where, by the wave's position. */
export async function countByWave(tx: Transaction, workRequestId: string): Promise<ReadonlyMap<number, WaveCounts>> {
  const { rows } = await sql<CountRow>`
    select wave, state, state = 'PENDING' and released_at is null as waits, started_at is not null as started,
      count(*)::integer as count
    from invocations where work_request_id = ${workRequestId}::text and wave is not null
    group by 1, 2, 3, 4`.execute(tx);
  return new Map([...Map.groupBy(rows, ({ wave }) => wave)].map(([wave, own]) => [wave, countsOf(own)]));
}

function countsOf(rows: readonly CountRow[]): WaveCounts {
  const count = (wanted: (row: CountRow) => boolean) =>
    rows.reduce((sum, row) => (wanted(row) ? sum + row.count : sum), 0);
  const unsuccessful = (row: CountRow) => isFinal(row.state) && row.state !== 'SUCCEEDED' && row.state !== 'SKIPPED';
  return {
    waiting: count(({ waits }) => waits),
    underWay: count(({ state, waits }) => !waits && !isFinal(state)),
    succeeded: count(({ state }) => state === 'SUCCEEDED'),
    skipped: count(({ state }) => state === 'SKIPPED'),
    unsuccessful: count(unsuccessful),
    errors: count((row) => countsAsError(row.state, row)),
  };
}

export const noInvocations: WaveCounts = {
  waiting: 0,
  underWay: 0,
  succeeded: 0,
  skipped: 0,
  unsuccessful: 0,
  errors: 0,
};

export interface OpenWaves {
  /** One is under way, or failed and waits for a person. */
  readonly open: boolean;
  /** Names of those whose health checks did not succeed. */
  readonly unhealthy: readonly string[];
}

/** What the waves of a work request say about its end. */
export async function readOpenWaves(tx: Transaction, workRequestId: string): Promise<OpenWaves> {
  const { rows } = await sql<{ open: boolean | null; unhealthy: string[] | null }>`
    select bool_or(state in ('RUNNING', 'BAKING', 'CHECKING') or decide_until is not null) as open,
      array_agg(name order by position) filter (where check_failed) as unhealthy
    from work_waves where work_request_id = ${workRequestId}::text`.execute(tx);
  return { open: rows[0]?.open ?? false, unhealthy: rows[0]?.unhealthy ?? [] };
}

/** Asked at each end of an invocation, so it reads one index entry at most. */
export async function hasOpenWave(tx: Transaction, workRequestId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select from work_waves
      where work_request_id = ${workRequestId}::text
        and (state in ('RUNNING', 'BAKING', 'CHECKING') or decide_until is not null)
    ) as open`.execute(tx);
  return rows[0]?.open ?? false;
}

/** The work request of which this one checks a wave; null for all others. */
export async function checkedBy(tx: Transaction, healthCheckId: string): Promise<string | null> {
  const { rows } = await sql<{ workRequestId: string }>`
    select work_request_id as "workRequestId" from work_waves
    where health_check_work_request_id = ${healthCheckId}::text`.execute(tx);
  return rows[0]?.workRequestId ?? null;
}

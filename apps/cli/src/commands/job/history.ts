import { ExecutionState } from '@rustine/contract';
import { listJobExecutions, unwrap, type JobExecution } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { oneOf } from '../../one-of.ts';
import type { Column } from '../../output/column.ts';
import { duration, instant } from '../../output/words.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveJob } from '../../resolve-names.ts';
import { takeItems } from '../../take-items.ts';

export interface HistoryOptions {
  readonly state?: string;
  readonly limit: number;
  readonly output: ListFormat;
}

/** What became of the executions of a job, with what was expected beside what it took; of a deleted one by its id. */
export async function showHistory(context: CommandContext, which: string, options: HistoryOptions): Promise<void> {
  const state = options.state === undefined ? undefined : oneOf('--state', options.state, ExecutionState.options);
  const { client } = await context.connection();
  const path = { jobId: await resolveJob(client, which) };
  const rows = await takeItems(options.limit, (page) =>
    unwrap(listJobExecutions({ client, path, query: { ...page, ...(state !== undefined && { state }) } })),
  );
  const columns = options.output === 'csv' ? [...shownColumns, ...csvOnly] : shownColumns;
  writeRows(context, {
    rows,
    columns,
    format: options.output,
    empty: state === undefined ? 'It has had no execution yet.' : `None of its executions is ${state}.`,
  });
}

const seconds = (value: number | null) => (value === null ? '-' : duration(value * 1000));

const shownColumns: readonly Column<JobExecution>[] = [
  { name: 'due_at', title: 'DUE', value: (each) => each.dueAt, shown: (each) => instant(each.dueAt) },
  { name: 'kind', title: 'KIND', value: (each) => each.kind },
  { name: 'state', title: 'STATE', value: (each) => each.state },
  { name: 'work_request', title: 'WORK REQUEST', value: (each) => each.workRequestId },
  { name: 'work_request_state', title: 'CAME TO', value: (each) => each.workRequestState },
  { name: 'forecast', title: 'FORECAST', value: (each) => each.forecast?.verdict ?? null, shown: expected },
  {
    name: 'took_seconds',
    title: 'TOOK',
    value: (each) => each.tookSeconds,
    shown: (each) => seconds(each.tookSeconds),
  },
  { name: 'reason', title: 'REASON', value: (each) => each.reason },
];

const csvOnly: readonly Column<JobExecution>[] = [
  { name: 'forecast_p50_seconds', title: '', value: (each) => each.forecast?.p50Seconds ?? null },
  { name: 'forecast_p90_seconds', title: '', value: (each) => each.forecast?.p90Seconds ?? null },
  { name: 'execution', title: '', value: (each) => each.id },
  { name: 'started_by', title: '', value: (each) => each.startedBy },
];

/** `FITS, 40 s to 1 min 10 s`: half of the times, and nine of ten; `at least` where something is left out. */
function expected({ forecast }: JobExecution): string {
  if (forecast === null) return '-';
  const { verdict, p50Seconds, p90Seconds, leftOut = [] } = forecast;
  if (p50Seconds === null || p90Seconds === null) return verdict;
  return `${verdict}, ${leftOut.length === 0 ? '' : 'at least '}${seconds(p50Seconds)} to ${seconds(p90Seconds)}`;
}

import { listUpcomingExecutions, unwrap, type UpcomingExecution } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/column.ts';
import { instant } from '../../output/words.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { parseInstant } from '../../parse-instant.ts';
import { resolveCompartment, resolveJob } from '../../resolve-names.ts';

export interface UpcomingOptions {
  readonly until?: string;
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly limit: number;
  readonly output: ListFormat;
}

export async function showUpcoming(
  context: CommandContext,
  which: string | undefined,
  options: UpcomingOptions,
  now: Date,
): Promise<void> {
  const { until, compartment, recursive, limit } = options;
  const end = until === undefined ? undefined : parseInstant('--until', until, now, 'from now');
  if (end !== undefined) refuseEnd(until, new Date(end), now);
  const { client } = await context.connection();
  const query = {
    limit,
    ...(end !== undefined && { until: end }),
    ...(which !== undefined && { jobId: await resolveJob(client, which) }),
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(recursive === true && { recursive: 'true' as const }),
  };
  const { items, complete } = await unwrap(listUpcomingExecutions({ client, query }));
  const columns = options.output === 'csv' ? csvColumns : shownColumns;
  const empty = end === undefined ? 'Nothing runs in the next week.' : `Nothing runs until ${instant(end)}.`;
  writeRows(context, { rows: items, columns, format: options.output, empty });
  if (!complete)
    context.stderr.write('There are more: ask for more with --limit, or for less with --until or a job.\n');
}

const AHEAD_DAYS_MAX = 366;

/** @throws CliError where there is nothing to show, or the server would show less than was asked for. */
export function refuseEnd(until: string | undefined, end: Date, now: Date): void {
  const days = (end.getTime() - now.getTime()) / 86_400_000;
  if (days <= 0) throw new CliError(`--until "${until}" lies in the past.`, exitCodes.USAGE);
  if (days > AHEAD_DAYS_MAX)
    throw new CliError(`--until "${until}" is too far: a year ahead is the most.`, exitCodes.USAGE);
}

/** Words on what is not as usual with an execution to come, the most important first. */
export function marksOf(execution: UpcomingExecution): string {
  const { kind, skipped, instances, freezes, windowRequired, window, moved } = execution;
  const marks: string[] = [];
  if (kind === 'REBOOT') marks.push('restarts that wait for their window');
  if (skipped) marks.push('skipped');
  if (freezes.length > 0) marks.push(`frozen by ${freezes.join(', ')}`);
  if (instances === 0) marks.push('no instance is among its targets now');
  else if (windowRequired)
    marks.push(window === null ? 'no window is open then' : `window closes ${instant(window.closesAt)}`);
  if (moved !== null) {
    const asked = moved.asked.slice(0, 16).replace('T', ' ');
    marks.push(
      moved.rule === 'GAP' ? `GAP: moved from ${asked}, which is skipped` : `OVERLAP: the first of two ${asked}`,
    );
  }
  return marks.join('; ');
}

const local = ({ local: at, offsetMinutes, timezone }: UpcomingExecution) =>
  `${at.replace('T', ' ').replace(/(:\d\d):00$/, '$1')} ${offset(offsetMinutes)} (${timezone})`;

function offset(minutes: number): string {
  const [whole, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(whole).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const shownColumns: readonly Column<UpcomingExecution>[] = [
  { name: 'local', title: 'LOCAL TIME', value: local },
  { name: 'at', title: 'UTC', value: ({ at }) => instant(at) },
  { name: 'job', title: 'JOB', value: ({ jobName }) => jobName },
  { name: 'note', title: 'NOTE', value: marksOf },
];

const csvColumns: readonly Column<UpcomingExecution>[] = [
  { name: 'at', title: '', value: (each) => each.at },
  { name: 'local', title: '', value: (each) => each.local },
  { name: 'offset_minutes', title: '', value: (each) => each.offsetMinutes },
  { name: 'timezone', title: '', value: (each) => each.timezone },
  { name: 'job_id', title: '', value: (each) => each.jobId },
  { name: 'job_name', title: '', value: (each) => each.jobName },
  { name: 'kind', title: '', value: (each) => each.kind },
  { name: 'moved_by', title: '', value: (each) => each.moved?.rule ?? null },
  { name: 'asked', title: '', value: (each) => each.moved?.asked ?? null },
  { name: 'skipped', title: '', value: (each) => each.skipped },
  { name: 'frozen_by', title: '', value: (each) => each.freezes.join(';') },
  { name: 'window_required', title: '', value: (each) => each.windowRequired },
  { name: 'window_closes_at', title: '', value: (each) => each.window?.closesAt ?? null },
];

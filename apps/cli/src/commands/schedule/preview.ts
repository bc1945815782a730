import { styleText } from 'node:util';
import { previewSchedule } from '@rustine/domain';
import type { ScheduledOccurrence } from '@rustine/contract';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { renderFields } from '../../output/fields.ts';
import { renderTable } from '../../output/table.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { parseInstant } from '../../parse-instant.ts';
import { describeSchedule, ruleWords } from '../../schedule/describe-schedule.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import type { ScheduleOptions } from '../../schedule/schedule-options.ts';

export interface PreviewOptions extends ScheduleOptions {
  readonly count: number;
  readonly after?: string;
  readonly output: ListFormat;
}

/** Prints the next runs; no server is asked. JSON is what the API's previewSchedule answers. */
export function showPreview(context: CommandContext, options: PreviewOptions, now: Date): void {
  const schedule = readSchedule(options, now);
  const after = options.after === undefined ? now : new Date(parseInstant('--after', options.after, now, 'from now'));
  const preview = previewSchedule(schedule, { after, count: options.count });
  const { occurrences, summary } = preview;
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify(preview, null, 2)}\n`);
    return;
  }
  if (options.output === 'csv') {
    writeRows(context, { rows: occurrences, columns: csvColumns, format: 'csv', empty: '' });
    return;
  }
  const colour = context.stdout.isTTY === true;
  const [bold, dim] = (['bold', 'dim'] as const).map(
    (style) => (text: string) => (colour ? styleText(style, text) : text),
  ) as [(text: string) => string, (text: string) => string];
  const write = (text: string) => context.stdout.write(text);
  const line = describeSchedule(summary);
  write(`${bold(`${line.charAt(0).toUpperCase()}${line.slice(1)}`)}\n\n`);
  if (occurrences.length === 0) {
    write('It does not run any more.\n');
    return;
  }
  const isMoved = occurrences.some(({ moved }) => moved !== null);
  write(renderTable(occurrences, isMoved ? [...columns, noteColumn] : columns, colour));
  if (preview.ends) write(dim('No run comes after these.\n'));
  const rules = summary.rules.map((rule) => [rule.replaceAll('_', ' '), ruleWords[rule]] as const);
  if (rules.length > 0) write(`\n${dim(renderFields(rules))}`);
}

const weekdayOf = ({ local }: ScheduledOccurrence) =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${local}Z`));

/** To the minute, or to the second where there are any. */
const minutes = (text: string) =>
  text
    .replace('T', ' ')
    .replace(/(\d\d:\d\d):00(\.000Z)?$/, '$1')
    .replace(/\.000Z$/, '');

const columns: readonly Column<ScheduledOccurrence>[] = [
  { name: 'weekday', title: 'DAY', value: weekdayOf },
  { name: 'local', title: 'LOCAL TIME', value: ({ local }) => minutes(local) },
  { name: 'offset', title: 'OFFSET', value: ({ offset }) => offset },
  { name: 'at', title: 'UTC', value: ({ at }) => minutes(at) },
];

/** In few words, since the rule that it names stands below the table. */
const noteColumn: Column<ScheduledOccurrence> = {
  name: 'note',
  title: 'NOTE',
  value({ local, moved }) {
    if (moved === null) return '';
    const day = moved.asked.slice(0, 10) === local.slice(0, 10) ? '' : `${moved.asked.slice(0, 10)} `;
    const asked = day + minutes(moved.asked).slice(11);
    return moved.rule === 'GAP' ? `GAP: moved from ${asked}, which is skipped` : `OVERLAP: the first of two ${asked}`;
  },
};

const csvColumns: readonly Column<ScheduledOccurrence>[] = [
  { name: 'at', title: 'UTC', value: ({ at }) => at },
  { name: 'local', title: 'LOCAL', value: ({ local }) => local },
  {
    name: 'offset_minutes',
    title: 'OFFSET',
    value: ({ at, local }) => Math.round((Date.parse(`${local}Z`) - Date.parse(at)) / 60_000),
  },
  { name: 'weekday', title: 'DAY', value: weekdayOf },
  { name: 'moved_by', title: 'MOVED BY', value: ({ moved }) => moved?.rule ?? null },
  { name: 'asked', title: 'ASKED', value: ({ moved }) => moved?.asked ?? null },
];

import { renderCsv } from '@rustine/sdk';
import type { CommandContext } from '../command-context.ts';
import type { Column } from './column.ts';
import { renderTable } from './table.ts';

export const listFormats = ['table', 'json', 'csv'] as const;
export type ListFormat = (typeof listFormats)[number];

/** A list in the format asked for. JSON is the API's own items, untouched, in one array. */
export function writeRows<Row>(
  context: CommandContext,
  list: { rows: readonly Row[]; columns: readonly Column<Row>[]; format: ListFormat; empty: string },
): void {
  const { rows, columns, format } = list;
  switch (format) {
    case 'json':
      context.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      return;
    case 'csv':
      context.stdout.write(
        renderCsv(
          columns.map(({ name }) => name),
          rows.map((row) => columns.map(({ value }) => value(row))),
        ),
      );
      return;
    case 'table':
      if (rows.length === 0) context.stderr.write(`${list.empty}\n`);
      else context.stdout.write(renderTable(rows, columns, context.stdout.isTTY === true));
      return;
    default:
      format satisfies never;
  }
}

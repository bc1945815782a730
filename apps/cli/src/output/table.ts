import Table from 'cli-table3';
import { styleText } from 'node:util';
import { plain } from './plain.ts';
import type { Column } from './column.ts';

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns side by side without borders: easy to read, and easy to cut in a pipe. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], colour: boolean): string {
  const table = new Table({
    head: columns.map(({ title }) => (colour ? styleText('bold', title) : title)),
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  for (const row of rows)
    table.push(columns.map(({ value, shown }) => plain(shown?.(row) ?? String(value(row) ?? '-'))));
  return `${table.toString().replace(/[ ]+$/gm, '')}\n`;
}

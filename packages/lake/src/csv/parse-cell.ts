import { isUtf8 } from 'node:buffer';
import type { ReportColumn } from '@rustine/contract';

export type CellValue = string | number | boolean | Date | null;
export type ParsedCell = { readonly value: CellValue } | { readonly reason: string };

/** RFC 3339 in UTC, years 1000 to 2999, hours to 23: what PostgreSQL, DuckDB and BigQuery read alike. */
export const timestampShape = /^[12]\d{3}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/;
/** No plus sign, no leading zero, no blank: each number has one spelling. */
export const integerShape = /^(0|-?[1-9]\d{0,15})$/;

/** Reads one cell as its column wants it; an empty cell is null. Rules: the report contract, packages/contract/src/reports.ts. */
export function parseCell(column: ReportColumn, bytes: Buffer): ParsedCell {
  if (bytes.length === 0)
    return column.required ? { reason: 'the cell is empty, but this column is required' } : { value: null };
  if (!isUtf8(bytes)) return { reason: 'the cell is not UTF-8 (is the file Latin-1 or UTF-16?)' };
  const text = bytes.toString('utf8');
  if (column.values !== undefined && !column.values.includes(text)) {
    return { reason: `${quote(text)} is not one of ${column.values.join(', ')}` };
  }
  switch (column.type) {
    case 'text':
      return { value: text };
    case 'timestamp':
      return parseTimestamp(text);
    case 'integer':
      return parseInteger(text);
    case 'boolean':
      return text === 'true' || text === 'false'
        ? { value: text === 'true' }
        : { reason: `${quote(text)} is neither true nor false` };
    default:
      return column.type satisfies never;
  }
}

function parseTimestamp(text: string): ParsedCell {
  const value = new Date(text);
  // JavaScript rolls 30 February over into March; the day that comes back tells.
  const real =
    timestampShape.test(text) && !Number.isNaN(value.getTime()) && value.toISOString().startsWith(text.slice(0, 10));
  return real ? { value } : { reason: `${quote(text)} is not a time in UTC like 2026-01-31T23:59:59Z` };
}

function parseInteger(text: string): ParsedCell {
  const value = Number(text);
  return integerShape.test(text) && Number.isSafeInteger(value)
    ? { value }
    : { reason: `${quote(text)} is not an integer` };
}

const SHOWN_CHARACTERS_MAX = 60;

/** A cell as a reason shows it: short, and with control characters made visible. */
export function quote(text: string): string {
  const cut = text.slice(0, SHOWN_CHARACTERS_MAX).toWellFormed();
  return JSON.stringify(cut) + (cut.length < text.length ? '…' : '');
}

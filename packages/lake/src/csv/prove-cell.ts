import type { ReportColumn } from '@rustine/contract';
import type { ReportIdentity } from './report-fault.ts';

/** Whether the bytes from `start` to `end`, a cell without its quotes, are what `parseCell` and the grant accept. */
export type CellProof = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * The rules of `parseCell` for bytes, one proof for each column and null where any text will do. They exist for speed:
 * a report has a million cells, and the answer is nearly always yes. UTF-8 is proven
 * for whole rows at once, by the scanner.
 */
export function proveCells(columns: readonly ReportColumn[], identity: ReportIdentity): readonly (CellProof | null)[] {
  return columns.map((column) => {
    const proof = proofOf(column, identity);
    if (column.required) return proof ?? isNotEmpty;
    return proof === null ? null : (bytes, start, end) => start === end || proof(bytes, start, end);
  });
}

export const isNotEmpty: CellProof = (_, start, end) => end > start;

/** Refuses an empty cell, unless every text will do. */
function proofOf(column: ReportColumn, identity: ReportIdentity): CellProof | null {
  if (column.name === 'invocation_id') return isOneOf([identity.invocationId]);
  if (column.name === 'instance_id') return isOneOf([identity.instanceId]);
  if (column.values !== undefined) return isOneOf(column.values);
  switch (column.type) {
    case 'text':
      return null;
    case 'timestamp':
      return isTime;
    case 'integer':
      return isInteger;
    case 'boolean':
      return isOneOf(['true', 'false']);
    default:
      return column.type satisfies never;
  }
}

function isOneOf(texts: readonly string[]): CellProof {
  const known = texts.map((text) => Buffer.from(text));
  return (bytes, start, end) => known.some((one) => one.length > 0 && one.compare(bytes, start, end) === 0);
}

const ZERO = 0x30;
const NINE = 0x39;
const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;

/** 2026-01-31T23:59:59Z, with at most nine digits of a second's fraction; the same set as `parseTimestamp` accepts. */
const isTime: CellProof = (bytes, start, end) => {
  if (end - start < 20 || bytes[end - 1] !== 0x5a || bytes[start + 10] !== 0x54) return false;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return false;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return false;
  const century = twoDigits(bytes, start);
  const yearOfCentury = twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (century < 10 || century > 29 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return false;
  if (day > 28 && day > daysOf(century * 100 + yearOfCentury, month)) return false;
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  if (end - start === 20) return true;
  if (bytes[start + 19] !== DOT || end - start < 22 || end - start > 30) return false;
  return areDigits(bytes, start + 20, end - 1);
};

/** Negative when one of the two is not a digit. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** One spelling for each integer that a JavaScript number holds exactly; the same set as `parseInteger` accepts. */
const isInteger: CellProof = (bytes, start, end) => {
  const from = bytes[start] === DASH ? start + 1 : start;
  const digits = end - from;
  if (digits < 1 || digits > 16 || !areDigits(bytes, from, end)) return false;
  if (bytes[from] === ZERO) return end - start === 1;
  return digits < 16 || Number.isSafeInteger(Number(bytes.toString('latin1', from, end)));
};

function areDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}

import { CodedError } from '@rustine/contract';

/** PostgreSQL holds it in no text, so no sort value has one. */
const NUL = String.fromCodePoint(0);

/** An opaque cursor that stands after the row with these sort values. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

/**
 * The sort values of a cursor, `count` of them.
 * @throws CodedError VALIDATION_FAILED when it is not one of ours.
 */
export function decodeCursor(cursor: string, count: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isKey = (value: unknown) => typeof value === 'string' && !value.includes(NUL);
    if (Array.isArray(values) && values.length === count && values.every(isKey)) return values;
  } catch {
    // Not JSON: answered below like every other cursor that is not ours.
  }
  throw new CodedError('VALIDATION_FAILED', 'The cursor is not one that this list gave.', {
    details: [{ place: 'query.cursor', message: 'not a cursor of this list; start again without it' }],
  });
}

/** One page of rows that were fetched with `limit + 1`, and the cursor after it. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  limit: number,
  sortValues: (row: Row) => readonly string[],
): { rows: readonly Row[]; nextCursor: string | null } {
  if (rows.length <= limit) return { rows, nextCursor: null };
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: encodeCursor(sortValues(page.at(-1)!)) };
}

import { CodedError } from '@rustine/contract';

/** What the sort keys of a list look like; the database would answer another with an error of its own. */
const keyForms = { id: /^[a-z0-9-]{1,64}$/, number: /^\d{1,18}$/ };

/** A cursor is the sort key of the last item of a page, wrapped so that nobody reads a meaning into it. */
export function readCursor(cursor: string | undefined, form: keyof typeof keyForms = 'id'): string | null {
  if (cursor === undefined) return null;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!keyForms[form].test(key)) {
    const details = [{ place: 'query.cursor', message: 'not a cursor that this server gave' }];
    throw new CodedError('VALIDATION_FAILED', 'query.cursor: not a cursor that this server gave', { details });
  }
  return key;
}

/**
 * The page of rows that were read with one more than asked for, which tells whether there is a next page. Keys are
 * unique and never change, so a page neither repeats nor skips an item because others were added meanwhile.
 */
export function pageOfRows<Row>(
  rows: readonly Row[],
  { limit, keyOf }: { readonly limit: number; readonly keyOf: (row: Row) => string | number },
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(String(keyOf(last))).toString('base64url') : null };
}

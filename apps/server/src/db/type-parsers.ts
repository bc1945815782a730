import pg from 'pg';

const { builtins } = pg.types;

/**
 * How values come back. `bigint` (counts, sequence numbers) is a number, and one past 2^53 an error rather than a
 * rounded figure; `date` stays text, because a Date would shift it by the machine's time zone. The rest is pg's own.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (format !== 'binary' && oid === builtins.INT8) {
      return parseBigint;
    }
    if (format !== 'binary' && oid === builtins.DATE) {
      return (text: string) => text;
    }
    return pg.types.getTypeParser(oid, format);
  },
};

function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      `the database returned ${text}, which is past the largest exact number: cast it to text in the query`,
    );
  }
  return value;
}

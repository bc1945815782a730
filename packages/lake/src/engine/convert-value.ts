import { DuckDBTimestampTZValue, JSDuckDBValueConverter, type DuckDBValueConverter, type JS } from '@duckdb/node-api';

const MICROSECONDS_PER_MILLISECOND = 1000n;

/**
 * DuckDB's value as JavaScript has it. An instant loses what is finer than a millisecond, towards the past as
 * JavaScript's own Date does; DuckDB's client cuts towards 1970, so that an instant before it would come a millisecond
 * late.
 */
export const convertValue: DuckDBValueConverter<JS> = (value, type, convert) =>
  value instanceof DuckDBTimestampTZValue
    ? new Date(Number(wholeMilliseconds(value.micros)))
    : JSDuckDBValueConverter(value, type, convert);

function wholeMilliseconds(microseconds: bigint): bigint {
  const cut = microseconds / MICROSECONDS_PER_MILLISECOND;
  return cut * MICROSECONDS_PER_MILLISECOND > microseconds ? cut - 1n : cut;
}

import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { convertValue } from './convert-value.ts';

it.each([
  '1000-10-01T00:00:00.0001Z',
  '1969-12-31T23:59:59.9999Z',
  '1960-01-01T00:00:00.001Z',
  '1970-01-01T00:00:00Z',
  '2026-01-01T00:00:00.999999Z',
  '2999-12-31T23:59:59.999999Z',
])('gives %s as JavaScript reads it, alone and within a list', async (text) => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    'SELECT $text::TIMESTAMPTZ AS alone, [$text::TIMESTAMPTZ] AS within, NULL::TIMESTAMPTZ AS nothing, 1::BIGINT AS count',
    { text },
  );
  const instant = new Date(text);
  expect(read.convertRowObjects(convertValue)).toEqual([
    { alone: instant, within: [instant], nothing: null, count: 1n },
  ]);
  connection.closeSync();
  instance.closeSync();
});

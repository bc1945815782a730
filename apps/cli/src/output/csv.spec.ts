import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from './csv.ts';

/** RFC 4180 read back by the letter, to compare with. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    const row = rows.at(-1);
    const cell = quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"');
    if (row === undefined) rows.push([cell]);
    else row.push(cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('renderCsv', () => {
  it('gives every cell back, whatever it holds', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\r\n', '\n', '""', 'a"b,c'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        expect(parse(renderCsv(['a', 'b'], rows))).toEqual([['a', 'b'], ...rows]);
      }),
    );
  });
});

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNotEmpty, type CellProof } from './prove-cell.ts';
import { createStructureScanner, type ScanRules } from './scan-structure.ts';

const columns = ['a', 'b', 'c'];
const limits = { cellBytesMax: 20, rowBytesMax: 40, rowsMax: 3 };

function scan(text: string, lineEnd: '\n' | '\r\n' = '\n', cut = Number.MAX_SAFE_INTEGER) {
  return scanCells(text, { columns, lineEnd, ...limits }, cut).found;
}

function scanCells(text: string, rules: ScanRules, cut = Number.MAX_SAFE_INTEGER) {
  const scanner = createStructureScanner(rules);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += cut) {
    const fault = scanner.push(bytes.subarray(at, at + cut));
    if (fault !== null) return { found: fault, doubted: false };
  }
  const fault = scanner.end();
  return { found: fault ?? scanner.rows, doubted: fault === null && scanner.doubted };
}

it('counts the rows of sound files', () => {
  expect(scan('')).toBe(0);
  expect(scan('1,2,3\n,,\n"a","b ""q""","x\ny"\n')).toBe(3);
  expect(scan('1,"2\n2",3\r\n4,5,"6"\r\n', '\r\n')).toBe(2);
});

it.each([
  ['a row with too few cells', '1,2,3\n1,2\n', 3, null],
  ['a row with an empty cell too many', '1,2,3,\n', 2, '4'],
  ['an empty line', '1,2,3\n\n', 3, null],
  ['a last line without an end', '1,2,3\n4,5,6', 3, 'c'],
  ['an unclosed quote, where it opens', '1,2,3\n"4,5,6\n7,8,9\n', 3, 'a'],
  ['text after a closing quote, where the quote opened', '1,"2\n2"x,3\n', 2, 'b'],
  ['a quote in an unquoted cell', '1,2"2,3\n', 2, 'b'],
  ['a blank before a quote', '1, "2",3\n', 2, 'b'],
  ['a carriage return in an unquoted cell', '1,2\r,3\n', 2, 'b'],
  ['a row that ends with CR LF when the header did not', '1,2,3\r\n', 2, 'c'],
  ['a NUL', '1,\0,3\n', 2, 'b'],
  ['a NUL inside quotes', '1,2,3\n"\n\0",2,3\n', 4, 'a'],
  ['a cell over its limit', `1,${'x'.repeat(21)},3\n`, 2, 'b'],
  ['a row over its limit', `${'x'.repeat(14)},${'x'.repeat(14)},${'x'.repeat(14)}\n`, 2, null],
  ['more rows than allowed', '1,2,3\n'.repeat(4), 5, null],
])('names the place of %s', (_, text, line, column) => {
  expect(scan(text)).toMatchObject({ line, column });
});

it('finds the same wherever the chunks are cut', () => {
  const bytes = fc.string({
    unit: fc.constantFrom('"', ',', '\n', '\r', '\r\n', '\0', 'x', '""', '","', ',,\n'),
    maxLength: 25,
  });
  fc.assert(
    fc.property(
      bytes,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'),
      (text, cut, lineEnd) => {
        expect(scan(text, lineEnd, cut)).toEqual(scan(text, lineEnd));
      },
    ),
    { numRuns: 3000 },
  );
});

it('doubts a file exactly when a cell is not what its column wants, wherever the chunks are cut', () => {
  const isFive: CellProof = (bytes, start, end) => bytes.toString('utf8', start, end) === '5';
  const cells = fc.tuple(
    fc.constantFrom('head-one', '"head-one"', 'head-two', '"two\nlines"', ''),
    fc.constantFrom('5', '5', '5', '"5"', '6', ''),
    fc.constantFrom('x', '"a""b,\n"', ' ', ''),
  );
  const wide = { columns, cellBytesMax: 20, rowBytesMax: 60, rowsMax: 9, alikeCells: 2 };
  fc.assert(
    fc.property(
      fc.array(cells, { maxLength: 6 }),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'),
      (rows, cut, lineEnd) => {
        const text = rows.map((row) => row.join(',') + lineEnd).join('');
        const doubted = rows.some(([head, five]) => head === '' || five.replaceAll('"', '') !== '5');
        const expected = { found: rows.length, doubted };
        const rules = { ...wide, lineEnd, proofs: [isNotEmpty, isFive, null] };
        expect(scanCells(text, rules)).toEqual(expected);
        expect(scanCells(text, rules, cut)).toEqual(expected);
      },
    ),
    { numRuns: 3000 },
  );
});

it('accepts only what a strict CSV parser reads as as many rows of as many cells', () => {
  const unit = fc.constantFrom('"', ',', '\n', 'x', '""', '","', '1,2,3\n', '"a","b","c"\n', ',,\n');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 14 }), (text) => {
      const found = scan(text);
      if (typeof found !== 'number') return;
      const records: string[][] = parse(text, { record_delimiter: '\n', relax_column_count: false });
      expect(records.map((record) => record.length)).toEqual(Array.from({ length: found }, () => 3));
    }),
    { numRuns: 3000 },
  );
});

import fc from 'fast-check';
import type { ReportColumn } from '@rustine/contract';
import { expect, it } from 'vitest';
import { parseCell } from './parse-cell.ts';
import { proveCells } from './prove-cell.ts';

const identity = { invocationId: 'inv-1', instanceId: 'mi-1' };

const digitsAround = fc.stringMatching(/^[-+ ]?[0-9]{0,18}[.e ]?[0-9]?$/);
const timesAround = fc
  .tuple(
    fc.stringMatching(/^[0-3][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,10})?Z$/),
    fc.option(fc.tuple(fc.nat(), fc.constantFrom('', ' ', '0', '-', ':', 'z', '\u00e9'))),
  )
  .map(([time, damage]) => {
    if (damage === null) return time;
    const at = damage[0] % time.length;
    return time.slice(0, at) + damage[1] + time.slice(at + 1);
  });
const monthEnds = fc
  .tuple(
    fc.constantFrom(1000, 1900, 2000, 2023, 2024, 2100, 2999),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 27, max: 32 }),
  )
  .map(([year, month, day]) => `${year}-${String(month).padStart(2, '0')}-${day}T23:59:59Z`);

const cases: [string, ReportColumn, fc.Arbitrary<string>][] = [
  ['times', { name: 'installed_at', type: 'timestamp' }, fc.oneof(timesAround, monthEnds, fc.string())],
  [
    'required times',
    { name: 'captured_at', type: 'timestamp', required: true },
    fc.oneof(timesAround, fc.constant('')),
  ],
  [
    'integers',
    { name: 'size_bytes', type: 'integer' },
    fc.oneof(
      digitsAround,
      fc.bigInt(-(2n ** 54n), 2n ** 54n).map(String),
      fc.constantFrom('', '-0', '00', '9007199254740991', '9007199254740992', '-9007199254740991', '-9007199254740992'),
    ),
  ],
  [
    'booleans',
    { name: 'reboot', type: 'boolean' },
    fc.constantFrom('', 'true', 'false', 'True', 'truefalse', 'tru', '1'),
  ],
  [
    'values',
    { name: 'action', type: 'text', required: true, values: ['INSTALL', 'REMOVE'] },
    fc.constantFrom('', 'INSTALL', 'REMOVE', 'install', 'INSTAL', 'INSTALLS'),
  ],
  ['required text', { name: 'name', type: 'text', required: true }, fc.string()],
  ['text', { name: 'severity', type: 'text' }, fc.string()],
];

it.each(cases)('proves exactly the %s that parseCell reads', (_, column, cells) => {
  const [proof = null] = proveCells([column], identity);
  const property = fc.property(cells, fc.string(), fc.string(), (cell, before, after) => {
    const [bytes, start] = [Buffer.from(before + cell + after), Buffer.byteLength(before)];
    const proven = proof === null || proof(bytes, start, start + Buffer.byteLength(cell));
    expect(proven).toBe('value' in parseCell(column, Buffer.from(cell)));
  });
  fc.assert(property, { numRuns: 2000 });
});

it('proves of whose report it is only what was granted', () => {
  const columns = ['invocation_id', 'instance_id'].map((name): ReportColumn => ({
    name,
    type: 'text',
    required: true,
  }));
  const proofs = proveCells(columns, identity);
  const proven = (cell: string) => proofs.map((proof) => proof?.(Buffer.from(cell), 0, Buffer.byteLength(cell)));
  expect(proven('inv-1')).toEqual([true, false]);
  expect(proven('mi-1')).toEqual([false, true]);
  for (const other of ['', 'inv-', 'inv-11', 'INV-1', ' inv-1']) expect(proven(other)).toEqual([false, false]);
});

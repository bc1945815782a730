import { writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { reportColumns, type ReportColumn } from '@rustine/contract';
import { expect, it } from 'vitest';
import { rows as readRows } from '../csv/read-rows.ts';
import { validateReport } from '../csv/validate-report.ts';
import { ordinaryCell } from '../fixture/write-report.ts';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { availableUpdatesAsOf } from '../read/as-of.ts';
import { createLakeReader } from '../read/create-lake-reader.ts';
import { createIngester } from './create-ingester.ts';

const columns: readonly ReportColumn[] = reportColumns['available-updates'];
const identity = {
  invocationId: 'inv-11111111-1111-4111-8111-111111111111',
  instanceId: 'mi-22222222-2222-4222-8222-222222222222',
};

/** Cells that a forgiving cast takes and the contract does not, beside ones that it does. */
const nearlyTimes = fc.oneof(
  fc.constantFrom(
    '',
    '2026-01-31T23:59:59Z',
    '2026-02-29T00:00:00Z',
    '2024-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00z',
    '2026-01-01T 1:00:00Z',
    '  26-01-01T00:00:00Z',
    '2026-01-01T00:00:00+00:00',
    '2026-01-01T00:00:00.5Z',
    '1000-10-01T00:00:00.0001Z',
    '1969-12-31T23:59:59.9999Z',
    '2026-01-01T00:00:00.123456789Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00.1234567890Z',
    '0000-01-01T00:00:00Z',
    '0999-12-31T00:00:00Z',
    '2999-12-31T23:59:59Z',
    '3000-01-01T00:00:00Z',
    '2026-01-01',
    'infinity',
    '2026-00-10T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-04-31T00:00:00.25Z',
    '1582-10-10T00:00:00Z',
    '1900-02-29T00:00:00Z',
  ),
  fc.stringMatching(/^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,10})?Z$/),
);
const nearlyIntegers = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-0',
    '+1',
    '007',
    '1e3',
    '1.0',
    ' 1',
    '1 ',
    '9007199254740991',
    '9007199254740992',
    '-9007199254740991',
    '9223372036854775808',
    '1_000',
    '0x10',
    '-',
  ),
  fc.integer().map(String),
);
const texts = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    fc.constantFrom(
      '',
      'NULL',
      'null',
      '\\N',
      'nan',
      ' ',
      'a "b"',
      'a,b',
      'a\nb',
      'a\r\nb',
      '"',
      '\\"',
      '#x',
      "'",
      '\u0085',
      '\u2028',
    ),
  )
  // DuckDB's client for Node drops a byte order mark at the start of a text that it hands over; the lake itself holds it.
  .filter((text) => !text.startsWith('\ufeff'));

function cellOf(column: ReportColumn): fc.Arbitrary<string> {
  const ordinary = fc.constant(
    column.name === 'invocation_id'
      ? identity.invocationId
      : column.name === 'instance_id'
        ? identity.instanceId
        : ordinaryCell(column),
  );
  if (column.values !== undefined)
    return fc.oneof(
      { weight: 60, arbitrary: ordinary },
      { weight: 1, arbitrary: fc.constantFrom('', '2', 'security', 'SECURITY ') },
    );
  if (column.name === 'invocation_id' || column.name === 'instance_id') {
    return fc.oneof(
      { weight: 60, arbitrary: ordinary },
      { weight: 1, arbitrary: fc.constantFrom('', 'inv-x', `${identity.invocationId} `) },
    );
  }
  const others = {
    text: texts,
    timestamp: nearlyTimes,
    integer: nearlyIntegers,
    boolean: fc.constantFrom('', 'true', 'false', 'True', '1', 't', ' true'),
  }[column.type];
  const safe = column.type === 'text' && column.required !== true;
  return fc.oneof({ weight: safe ? 1 : 12, arbitrary: ordinary }, { weight: 1, arbitrary: others });
}

const quoted = (cell: string, always: boolean) =>
  always || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

const row = fc
  .tuple(fc.tuple(...columns.map(cellOf)), fc.boolean())
  .map(([cells, always]) => cells.map((cell) => quoted(cell, always)).join(','));

const damages = fc.array(
  fc.record({
    at: fc.nat(),
    remove: fc.integer({ min: 0, max: 2 }),
    insert: fc
      .constantFrom('"', '""', ',', '\n', '\r', '\r\n', '\n\n', '\0', ' ', 'x', '\\', '', '\u00e9', '\t')
      .map((text) => Buffer.from(text))
      .chain((bytes) => fc.constantFrom(bytes, Buffer.from([0xff]), bytes, Buffer.from([0xed, 0xa0, 0x80]), bytes)),
  }),
  { maxLength: 2 },
);

const file = fc
  .record({
    rows: fc.array(row, { maxLength: 5 }),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
    mark: fc.constantFrom('', '', '\ufeff'),
    damages: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, damages),
  })
  .map(({ rows, lineEnd, mark, damages: all }) => {
    const header = columns.map((column) => column.name).join(',');
    let bytes = Buffer.from(`${mark}${[header, ...rows].join(lineEnd)}${lineEnd}`);
    for (const { at, remove, insert } of all) {
      const place = at % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
    }
    return bytes;
  });

it('agrees with the precise validator on any file, and keeps exactly the values that it reads', async () => {
  await using directory = await temporaryDirectory();
  const lakeRoot = join(directory.path, 'lake');
  const ingester = await createIngester({ lakeRoot });
  const reader = await createLakeReader({ lakeRoot });
  let round = 0;
  let accepted = 0;
  const property = fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 6 }), async (files) => {
    round += 1;
    const reports = files.map((bytes, index) => ({
      ...identity,
      reportId: `r${index}`,
      kind: 'available-updates' as const,
      localPath: join(directory.path, `${round}-${index}.csv`),
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      date: '2026-11-21',
      grantedAt: new Date('2026-11-21'),
    }));
    for (const [index, report] of reports.entries()) await writeFile(report.localPath, files[index] as Buffer);
    const outcomes = await ingester.ingestBatch({ batchId: 'same', reports });
    for (const [index, report] of reports.entries()) {
      const verdict = await validateReport(report.localPath, report);
      const { reportId } = report;
      expect(outcomes[index]).toEqual(
        verdict.ok
          ? { reportId, state: 'ingested', rows: verdict.rows }
          : { reportId, state: 'quarantined', fault: verdict.fault },
      );
      if (!verdict.ok) continue;
      accepted += 1;
      const read = await collect(report.localPath);
      expect(read.length).toBe(verdict.rows);
      if (reports.length > 1) continue;
      const kept = await reader.run(availableUpdatesAsOf, { instanceIds: null, instant: new Date('9999-01-01') });
      expect(kept.map(comparable).toSorted()).toEqual(read.map(comparableRow).toSorted());
    }
  });
  await fc.assert(property, { numRuns: 120 });
  expect(accepted).toBeGreaterThan(20);
  ingester.close();
  reader.close();
}, 120_000);

async function collect(path: string) {
  const all = [];
  for await (const batch of readRows(path, 'available-updates', 2)) all.push(...batch);
  return all;
}

type Kept = Awaited<ReturnType<typeof collect>>[number];

const comparable = (row: {
  name: string;
  capturedAt: Date;
  severity: string | null;
  cves: string[];
  sizeBytes: number | null;
  rebootSuggested: boolean | null;
  advisory: string | null;
}) =>
  JSON.stringify([
    row.name,
    row.capturedAt,
    row.severity,
    row.cves.join(' '),
    row.sizeBytes,
    row.rebootSuggested,
    row.advisory,
  ]);

const comparableRow = (row: Kept) =>
  JSON.stringify([
    row.name,
    row.captured_at,
    row.severity,
    row.cves ?? '',
    row.size_bytes,
    row.reboot_suggested,
    row.advisory,
  ]);

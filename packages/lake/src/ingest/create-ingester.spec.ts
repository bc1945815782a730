import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { writeReport, type ReportFile, type ReportPlan } from '../fixture/write-report.ts';
import { availableUpdatesAsOf, scansAsOf } from '../read/as-of.ts';
import { countRows } from '../read/count-rows.ts';
import { createLakeReader } from '../read/create-lake-reader.ts';
import { createIngester } from './create-ingester.ts';

async function openLake(directory: string) {
  const lakeRoot = join(directory, 'lake');
  const ingester = await createIngester({ lakeRoot });
  const reader = await createLakeReader({ lakeRoot });
  const close = async () => {
    ingester.close();
    reader.close();
  };
  return { lakeRoot, ingester, reader, [Symbol.asyncDispose]: close };
}

const allParts = async (lakeRoot: string) =>
  (await readdir(lakeRoot, { recursive: true })).filter((name) => name.endsWith('.parquet')).toSorted();

it('writes one part for each kind and day and counts the rows of each report', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const reports = [
    await writeReport(directory.path, { rows: 3 }),
    await writeReport(directory.path, { rows: 0 }),
    await writeReport(directory.path, { kind: 'software-inventory', rows: 5 }),
    await writeReport(directory.path, { kind: 'software-inventory', rows: 2, date: '2026-11-22' }),
  ];
  const outcomes = await lake.ingester.ingestBatch({ batchId: 'b1', reports });
  expect(outcomes).toEqual(
    [3, 0, 5, 2].map((rows, index) => ({ reportId: reports[index]?.reportId, state: 'ingested', rows })),
  );
  expect(await allParts(lake.lakeRoot)).toEqual([
    'v1/available-updates/date=2026-11-21/part-b1.parquet',
    'v1/ingested-reports/date=2026-11-21/part-b1.parquet',
    'v1/ingested-reports/date=2026-11-22/part-b1.parquet',
    'v1/software-inventory/date=2026-11-21/part-b1.parquet',
    'v1/software-inventory/date=2026-11-22/part-b1.parquet',
  ]);
  expect(await lake.reader.run(countRows('software-inventory'), {})).toEqual([{ rows: 7, reports: 2 }]);
  expect(await readdir(join(lake.lakeRoot, 'tmp'))).toEqual([]);
});

it('counts each row once when a batch is ingested again', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const reports = [await writeReport(directory.path, { rows: 4 }), await writeReport(directory.path, { rows: 6 })];
  const first = await lake.ingester.ingestBatch({ batchId: 'b1', reports });
  expect(await lake.ingester.ingestBatch({ batchId: 'b1', reports })).toEqual(first);
  expect(await lake.reader.run(countRows('available-updates'), {})).toEqual([{ rows: 10, reports: 2 }]);
});

it('keeps the types: empty is null, times are instants, integers are numbers', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const cells = () => ({
    severity: '',
    size_bytes: '9007199254740991',
    reboot_suggested: '',
    cves: 'CVE-2026-1 CVE-2026-2',
    name: 'a "b",\nc',
  });
  const report = await writeReport(directory.path, { rows: 1, cells, capturedAt: '2026-11-21T08:00:00.125Z' });
  await lake.ingester.ingestBatch({ batchId: 'b1', reports: [report] });
  const [row] = await lake.reader.run(availableUpdatesAsOf, { instanceIds: null, instant: new Date('2027-01-01') });
  expect(row).toMatchObject({
    reportId: report.reportId,
    name: 'a "b",\nc',
    severity: null,
    sizeBytes: 9007199254740991,
    rebootSuggested: null,
    cves: ['CVE-2026-1', 'CVE-2026-2'],
    capturedAt: new Date('2026-11-21T08:00:00.125Z'),
  });
});

it('answers with the newest scan at or before the instant, also when it found nothing missing', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const instanceId = 'mi-11111111-1111-4111-8111-111111111111';
  const scan = (capturedAt: string, rows: number) => writeReport(directory.path, { instanceId, capturedAt, rows });
  const reports = [
    await scan('2026-11-19T00:00:00Z', 2),
    await scan('2026-11-20T00:00:00Z', 5),
    await scan('2026-11-21T00:00:00Z', 0),
  ];
  for (const [index, report] of reports.entries())
    await lake.ingester.ingestBatch({ batchId: `b${index}`, reports: [report] });
  const asOf = async (instant: string, instanceIds: string[] | null = [instanceId]) =>
    (await lake.reader.run(availableUpdatesAsOf, { instanceIds, instant: new Date(instant) })).length;
  expect(await asOf('2026-11-18T23:59:59Z')).toBe(0);
  expect(await asOf('2026-11-19T12:00:00Z')).toBe(2);
  expect(await asOf('2026-11-20T00:00:00Z')).toBe(5);
  expect(await asOf('2026-11-20T12:00:00Z', null)).toBe(5);
  expect(await asOf('2026-11-20T12:00:00Z', ['mi-of-another'])).toBe(0);
  expect(await asOf('2026-11-20T12:00:00Z', [])).toBe(0);
  expect(await asOf('2026-11-22T00:00:00Z')).toBe(0);
  const scans = await lake.reader.run(scansAsOf, { instanceIds: null, instant: new Date('2026-11-22') });
  expect(scans).toEqual([{ reportId: reports[2]?.reportId, instanceId, capturedAt: new Date('2026-11-21'), rows: 0 }]);
});

it('answers from an empty lake', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  expect(await lake.reader.run(countRows('available-updates'), {})).toEqual([{ rows: 0, reports: 0 }]);
  expect(await lake.reader.run(availableUpdatesAsOf, { instanceIds: null, instant: new Date() })).toEqual([]);
});

const setCell = (name: string, value: string) => (row: number) =>
  (row === 1 ? { [name]: value } : {}) as Record<string, string>;

const faults: [string, ReportPlan, { line: number | null; column: string | null; reason: RegExp }][] = [
  [
    'a wrong header',
    { corrupt: (text) => text.replace('hostname', 'host') },
    { line: 1, column: 'hostname', reason: /"host"/ },
  ],
  [
    'a missing last header column',
    { corrupt: (text) => text.replace(',reboot_suggested', '') },
    { line: 1, column: 'reboot_suggested', reason: /ends before/ },
  ],
  [
    'too few cells',
    { corrupt: (text) => text.replace(/,true\n$/, '\n') },
    { line: 4, column: null, reason: /15 cells, not 16/ },
  ],
  [
    'one empty cell too many',
    { corrupt: (text) => text.replace(/\n$/, ',\n') },
    { line: 4, column: '17', reason: /more than 16 cells/ },
  ],
  [
    'an unterminated quote',
    { corrupt: (text) => text.replace('package-1', '"package-1') },
    { line: 3, column: 'name', reason: /never closed/ },
  ],
  [
    'a truncated last line',
    { corrupt: (text) => text.slice(0, -9) },
    { line: 4, column: 'size_bytes', reason: /truncated/ },
  ],
  ['a blank line', { corrupt: (text) => text.replace(/\n(?=1,)/, '\n\n') }, { line: 2, column: null, reason: /empty/ }],
  ['a NUL byte', { cells: setCell('name', 'a\0b') }, { line: 3, column: 'name', reason: /NUL/ }],
  [
    'Latin-1',
    { cells: setCell('name', 'caf\u00e9'), corrupt: (text) => Buffer.from(text, 'latin1') },
    { line: 3, column: 'name', reason: /not UTF-8/ },
  ],
  [
    'UTF-16',
    { corrupt: (text) => Buffer.from(`\ufeff${text}`, 'utf16le') },
    { line: 1, column: null, reason: /UTF-16/ },
  ],
  [
    'a cell of 10 MB',
    { cells: setCell('name', 'x'.repeat(10_000_000)) },
    { line: 3, column: 'name', reason: /more than 1048576 bytes/ },
  ],
  [
    'a wrong time',
    { cells: setCell('captured_at', '2026-02-30T00:00:00Z') },
    { line: 3, column: 'captured_at', reason: /not a time/ },
  ],
  [
    'a time with an offset',
    { cells: setCell('captured_at', '2026-02-20T00:00:00+01:00') },
    { line: 3, column: 'captured_at', reason: /not a time/ },
  ],
  [
    'a wrong integer',
    { cells: setCell('size_bytes', '1e3') },
    { line: 3, column: 'size_bytes', reason: /not an integer/ },
  ],
  [
    'a wrong boolean',
    { cells: setCell('reboot_suggested', 'yes') },
    { line: 3, column: 'reboot_suggested', reason: /neither true nor false/ },
  ],
  [
    'a value outside the list',
    { cells: setCell('update_type', 'security') },
    { line: 3, column: 'update_type', reason: /SECURITY, BUGFIX/ },
  ],
  [
    'an empty required cell',
    { cells: setCell('available_version', '') },
    { line: 3, column: 'available_version', reason: /required/ },
  ],
  [
    "another invocation's rows",
    { cells: setCell('invocation_id', 'inv-other') },
    { line: 3, column: 'invocation_id', reason: /granted/ },
  ],
  [
    "another instance's rows",
    { cells: setCell('instance_id', 'mi-other') },
    { line: 3, column: 'instance_id', reason: /granted/ },
  ],
];

it.each(faults)(
  'quarantines a report with %s, names the place, and the rest of the batch stands',
  async (_, plan, fault) => {
    await using directory = await temporaryDirectory();
    await using lake = await openLake(directory.path);
    const reports: ReportFile[] = [
      await writeReport(directory.path),
      await writeReport(directory.path, plan),
      await writeReport(directory.path),
    ];
    const outcomes = await lake.ingester.ingestBatch({ batchId: 'b1', reports });
    expect(outcomes.map((outcome) => outcome.state)).toEqual(['ingested', 'quarantined', 'ingested']);
    expect(outcomes[1]).toMatchObject({
      fault: { line: fault.line, column: fault.column, reason: expect.stringMatching(fault.reason) },
    });
    expect(await lake.reader.run(countRows('available-updates'), {})).toEqual([{ rows: 6, reports: 2 }]);
  },
);

it('quarantines a file whose bytes are not the granted ones', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const good = await writeReport(directory.path);
  const changed = { ...(await writeReport(directory.path)), sha256: good.sha256 };
  const shortened = { ...(await writeReport(directory.path)), sizeBytes: 7 };
  const outcomes = await lake.ingester.ingestBatch({ batchId: 'b1', reports: [good, changed, shortened] });
  expect(outcomes.map((outcome) => outcome.state)).toEqual(['ingested', 'quarantined', 'quarantined']);
});

it('leaves no part when every report of a batch is quarantined, not even one of an earlier attempt', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const report = await writeReport(directory.path);
  await lake.ingester.ingestBatch({ batchId: 'b1', reports: [report] });
  await lake.ingester.ingestBatch({ batchId: 'b1', reports: [{ ...report, sizeBytes: 1 }] });
  expect(await allParts(lake.lakeRoot)).toEqual([]);
});

it('accepts what Windows PowerShell writes: a byte order mark, quoted names, CR LF', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const corrupt = (text: string) => {
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(','),
      );
    return `\ufeff${lines.join('\r\n')}\r\n`;
  };
  const report = await writeReport(directory.path, { corrupt });
  expect(await lake.ingester.ingestBatch({ batchId: 'b1', reports: [report] })).toMatchObject([
    { state: 'ingested', rows: 3 },
  ]);
});

it('refuses a batch id or a date that could not be a file name', async () => {
  await using directory = await temporaryDirectory();
  await using lake = await openLake(directory.path);
  const report = await writeReport(directory.path);
  await expect(lake.ingester.ingestBatch({ batchId: '../x', reports: [report] })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  const dated = { ...report, date: '2026-02-30' };
  await expect(lake.ingester.ingestBatch({ batchId: 'b', reports: [dated] })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
});

it('reads files and keeps a lake below paths with quotes and glob characters', async () => {
  await using directory = await temporaryDirectory();
  const odd = join(directory.path, "it's [a-z]*?");
  await using lake = await openLake(odd);
  const report = await writeReport(odd);
  expect(await readFile(report.localPath)).toEqual(report.bytes);
  expect(await lake.ingester.ingestBatch({ batchId: 'b1', reports: [report] })).toMatchObject([
    { state: 'ingested', rows: 3 },
  ]);
  expect(await lake.reader.run(countRows('available-updates'), {})).toEqual([{ rows: 3, reports: 1 }]);
});

it.each([1, 2])(
  'a report that the caller refuses leaves what an earlier attempt wrote, beside %i others',
  async (others) => {
    await using directory = await temporaryDirectory();
    const lakeRoot = join(directory.path, 'lake');
    const reports = await Promise.all(Array.from({ length: others }, () => writeReport(directory.path)));
    const [first, ...rest] = reports;
    const ingester = await createIngester({ lakeRoot });
    const reader = await createLakeReader({ lakeRoot });
    await ingester.ingestBatch({ batchId: 'b1', reports });
    const fault = { line: null, column: null, reason: 'forged' };
    const outcomes = await ingester.ingestBatch({
      batchId: 'b1',
      reports: [{ ...first!, localPath: '', refused: fault }, ...rest],
    });
    expect(outcomes[0]).toEqual({ reportId: first!.reportId, state: 'quarantined', fault });
    expect(await reader.run(countRows('available-updates'), {})).toEqual([
      { rows: 3 * (others - 1), reports: others - 1 },
    ]);
    ingester.close();
    reader.close();
  },
);

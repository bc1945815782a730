import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { reportColumns, type ColumnType, type ReportKind } from '@rustine/contract';
import type { Report } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand } from '../e2e/harness/hand-agent.ts';
import { openHouse, type House } from '../e2e/harness/open-house.ts';
import { findProgram, findPythonPeer, isMissing } from './harness/find-peers.ts';
import { playRun, startScan, waitForEnd } from './harness/run-scan.ts';
import { runToolOrFail } from './harness/run-tool.ts';

const script = fileURLToPath(new URL('python/read_lake.py', import.meta.url));
const python = findPythonPeer('python');
const skip = isMissing({ 'DuckDB for Python': python, apt: findProgram('apt-get') }, 'the lake read by Python');

interface Seen {
  readonly duckdb: string;
  readonly kinds: Readonly<
    Record<
      string,
      {
        readonly header: string[];
        readonly types: Record<string, string>;
        readonly rows: { csv: number; lake: number };
        /** Sums as text: they may lie beyond what a number of JavaScript holds exactly. */
        readonly sizes: { csv: string; lake: string } | null;
        readonly first_difference: unknown;
      }
    >
  >;
  readonly register: { report_id: string; kind: string; row_count: number; size_bytes: number; sha256: string }[];
}

const typesInLake: Record<ColumnType, string> = {
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
};

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** What RFC 4180 lets a cell hold, and what readers of CSV often get wrong. */
const oddCells = [
  'a,b',
  'say "hi"',
  '"',
  'two\nlines',
  'two\r\nlines',
  ' blanks around ',
  'NULL',
  'été 日本語 🦆',
  '\t',
  'x'.repeat(100_000),
  '0123',
  "'",
  '\\',
];

function oddReport(instanceId: string, invocationId: string): Buffer {
  const header = reportColumns['software-inventory'].map(({ name }) => name).join(',');
  const rows = oddCells.map(
    (text, index) =>
      `1,${invocationId},${instanceId},hand,2026-11-21T12:00:0${index % 10}Z,p${index},1.0,"amd64",${quoted(text)},deb,"",${Number.MAX_SAFE_INTEGER - index}`,
  );
  return Buffer.from(`${[header, ...rows].join('\r\n')}\r\n`);
}

describe.skipIf(skip)("Python's DuckDB and csv module, over the lake and the reports of real runs", () => {
  let house: House;
  let reports: Report[];
  let seen: Seen;

  beforeAll(async () => {
    house = await openHouse();
    await house.startServer();
    const hand = await enrollByHand(house);
    const odd = await waitForEnd(
      house,
      await playRun(house, hand, 'software-inventory', (id) => oddReport(hand.instanceId, id)),
    );
    const agent = await house.startAgent('real');
    const scan = await waitForEnd(house, await startScan(house, agent.instanceId));
    reports = [...odd.reports, ...scan.reports];
    // Changelogs that the agent reads meanwhile would come in between the reading of the one and of the other.
    await agent.process.stop();
    await house.server().stop();
    const places = ['lake', join('objects', 'objects')].map((folder) => join(house.dataDir, folder));
    seen = JSON.parse(await runToolOrFail(python!, [script, ...places])) as Seen;
  });

  afterAll(() => house?.[Symbol.asyncDispose]());

  it('find every report in the register, with its rows, size and sum', () => {
    const registered = reports.map(({ id, kind, rows, sizeBytes, sha256 }) => ({
      report_id: id,
      kind,
      row_count: rows,
      size_bytes: sizeBytes,
      sha256,
    }));
    expect(seen.register).toEqual(expect.arrayContaining(registered));
    expect(reports.map(({ state }) => state)).toEqual(reports.map(() => 'INGESTED'));
  });

  it('find in the lake the rows of the CSV files, cell by cell', () => {
    expect(Object.keys(seen.kinds)).toEqual(
      expect.arrayContaining(['available-updates', 'software-inventory', 'updates-before']),
    );
    for (const [kind, found] of Object.entries(seen.kinds)) {
      expect(found.first_difference, kind).toBeNull();
      expect(found.rows.lake, kind).toBe(found.rows.csv);
      expect(found.sizes?.lake, kind).toBe(found.sizes?.csv);
    }
    const rowsOf = (kind: ReportKind) =>
      reports.filter((report) => report.kind === kind).reduce((sum, { rows }) => sum + rows!, 0);
    for (const kind of ['available-updates', 'software-inventory', 'updates-before'] as const)
      expect(seen.kinds[kind]!.rows.csv, kind).toBe(rowsOf(kind));
    expect(BigInt(seen.kinds['software-inventory']!.sizes!.csv)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  });

  it('see the header and the types of the contract', () => {
    for (const [kind, { header, types }] of Object.entries(seen.kinds)) {
      const columns = reportColumns[kind as ReportKind];
      expect(header, kind).toEqual(columns.map(({ name }) => name));
      const wanted = Object.fromEntries(columns.map(({ name, type }) => [name, typesInLake[type]]));
      expect(types, kind).toEqual({ ...wanted, report_id: 'VARCHAR', date: 'DATE' });
    }
  });

  it('are of another version than ours', async () => {
    const { default: ours } = await import('@duckdb/node-api/package.json', { with: { type: 'json' } });
    expect(ours.version.startsWith(seen.duckdb)).toBe(false);
  });
});

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { createLakeReader } from '../read/create-lake-reader.ts';
import { createHistoryWriter } from './create-history-writer.ts';
import { archivedLog, archivedSteps } from './history-queries.ts';
import type { HistoryRow } from './history-tables.ts';

const part = { table: 'invocation-steps', batchId: 'his-1', date: '2026-11-29' } as const;

async function* steps(
  count: number,
  output: (position: number) => string,
  invocationOf: (position: number) => string = () => 'inv-1',
): AsyncGenerator<HistoryRow<typeof part.table>> {
  for (let position = 0; position < count; position += 1) {
    const shown = { name: `step-${position}`, output: output(position) };
    yield {
      columns: {
        invocation_id: invocationOf(position),
        work_request_id: 'wr-1',
        position,
        name: shown.name,
        action: 'aws:runShellScript',
        state: 'SUCCEEDED',
        exit_code: 0,
        started_at: '2026-11-29T00:00:00.000Z',
        finished_at: null,
      },
      record: { shown },
    };
  }
}

async function openLake(lakeRoot: string) {
  const writer = await createHistoryWriter({ lakeRoot, memoryLimit: '128MB' });
  const reader = await createLakeReader({ lakeRoot, memoryLimit: '128MB' });
  return {
    writer,
    reader,
    steps: async (days = [part.date as string], invocationId = 'inv-1') =>
      (await reader.run(archivedSteps, { days, invocationId })) as { shown: { name: string; output: string } }[],
    [Symbol.dispose]() {
      writer.close();
      reader.close();
    },
  };
}

it('gives back every record as it was, whatever its text holds', async () => {
  await using directory = await temporaryDirectory();
  using lake = await openLake(join(directory.path, "a lake's [root]"));
  const texts = ['', 'two\nlines\r\n', '"quoted", \\ and \u001B[31mred', '🎉 é \u2028', '{"a":1}', 'null'];
  expect(
    await lake.writer.write(
      part,
      steps(texts.length, (position) => texts[position]!),
    ),
  ).toBe(texts.length);
  expect((await lake.steps()).map(({ shown }) => shown.output)).toEqual(texts);
});

it('writes the part of a repeated batch in the place of the first', async () => {
  await using directory = await temporaryDirectory();
  using lake = await openLake(directory.path);
  await lake.writer.write(
    part,
    steps(3, () => 'of the first attempt'),
  );
  await lake.writer.write(
    part,
    steps(2, () => 'of the second'),
  );
  expect((await lake.steps()).map(({ shown }) => shown.output)).toEqual(['of the second', 'of the second']);
  await lake.writer.write(
    part,
    steps(0, () => ''),
  );
  expect(await lake.steps()).toEqual([]);
});

it('writes and reads runs that wrote more than both memory limits, each with as many escapes as there can be', async () => {
  await using directory = await temporaryDirectory();
  using lake = await openLake(directory.path);
  const output = '\u001B'.repeat(1024 * 1024);
  const runs = steps(
    25,
    () => output,
    (position) => `inv-${position}`,
  );
  expect(await lake.writer.write(part, runs)).toBe(25);
  for (const position of [0, 13, 24]) {
    const [step, ...others] = await lake.steps([part.date], `inv-${position}`);
    expect([step?.shown.name, step?.shown.output === output, others]).toEqual([`step-${position}`, true, []]);
  }
});

it('keeps nothing of rows that break off, and leaves no unfinished file', async () => {
  await using directory = await temporaryDirectory();
  using lake = await openLake(directory.path);
  const broken = async function* () {
    yield* steps(2, () => 'whole');
    throw new Error('the database went away');
  };
  await expect(lake.writer.write(part, broken())).rejects.toThrow('the database went away');
  expect(await lake.steps()).toEqual([]);
  expect(await readdir(join(directory.path, 'tmp'))).toEqual([]);
});

it('looks only at the days that it is told', async () => {
  await using directory = await temporaryDirectory();
  using lake = await openLake(directory.path);
  await lake.writer.write(
    part,
    steps(1, () => 'today'),
  );
  expect(await lake.steps(['2026-11-28'])).toEqual([]);
  expect(await lake.steps(['2026-11-28', '2026-11-29'])).toHaveLength(1);
  expect(await lake.reader.run(archivedLog, { days: [], workRequestId: 'wr-1', after: 0, limit: 1 })).toEqual([]);
});

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEngine } from '../engine/open-engine.ts';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { figuresOfPart, sumOf } from './count-and-sum.ts';

it('tells a part that holds the records from one that lacks one, has one twice, or holds one otherwise', async () => {
  await using directory = await temporaryDirectory();
  const engine = await openEngine({ temporaryDirectory: directory.path, memoryLimit: '64MB', threads: 1 });
  const connection = await engine.revive();
  const path = join(directory.path, 'part.parquet');
  const figuresOf = async (records: readonly string[]) => {
    const rows = records.map((record) => `('${record}')`).join(', ');
    await connection.run(`COPY (SELECT * FROM (VALUES ${rows}) AS part (record)) TO '${path}' (FORMAT parquet)`);
    return figuresOfPart(connection, path);
  };
  const records = ['{"a":"é🎉"}', '{"b":1}', '{"b":2}'];
  const written = { rows: 3, sum: records.map(sumOf).reduce((sum, each) => sum + each) };

  expect(await figuresOf(records)).toEqual(written);
  expect(await figuresOf(records.toReversed())).toEqual(written);
  expect(await figuresOf(records.slice(1))).not.toEqual(written);
  expect(await figuresOf([...records, '{"b":1}'])).not.toEqual(written);
  expect(await figuresOf(['{"a":"é🎉"}', '{"b":1}', '{"b":3}'])).not.toEqual(written);
  engine.close();
});

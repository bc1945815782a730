import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { openEngine } from './open-engine.ts';

it('opens an engine that an error inside DuckDB ended anew, and keeps one that lives', async () => {
  await using directory = await temporaryDirectory();
  const engine = await openEngine({ temporaryDirectory: directory.path, memoryLimit: '128MB' });
  const path = join(directory.path, 'latin-1.csv');
  await writeFile(path, Buffer.from('a,b\nx,caf\u00e9\n', 'latin1'));
  // DuckDB 1.5.6 looks up the name of the wrong column for its message when one before it is left out.
  const fatal = `SELECT max(b) FROM read_csv($path, columns = {'a': 'VARCHAR', 'b': 'VARCHAR'}, auto_detect = false, header = true)`;
  const connection = await engine.revive();
  await expect(connection.run(fatal, { path })).rejects.toThrow(/^INTERNAL Error/);
  await expect(connection.run('SELECT 1')).rejects.toThrow(/invalidated/);
  const anew = await engine.revive();
  expect((await anew.runAndReadAll('SELECT 1 AS one')).getRowsJS()).toEqual([[1]]);
  expect(await engine.revive()).toBe(anew);
  engine.close();
});

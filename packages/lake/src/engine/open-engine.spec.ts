import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { nameEngineFault } from './name-engine-fault.ts';
import { openEngine } from './open-engine.ts';

it('calls an error inside DuckDB a fault of the machine, and opens the engine that it ended anew', async () => {
  await using directory = await temporaryDirectory();
  const engine = await openEngine({ temporaryDirectory: directory.path, memoryLimit: '128MB' });
  const path = join(directory.path, 'latin-1.csv');
  await writeFile(path, Buffer.from('a,b\nx,caf\u00e9\n', 'latin1'));
  // DuckDB 1.5.6 looks up the name of the wrong column for its message when one before it is left out.
  const fatal = `SELECT max(b) FROM read_csv($path, columns = {'a': 'VARCHAR', 'b': 'VARCHAR'}, auto_detect = false, header = true)`;
  const first = await engine.connection.run(fatal, { path }).catch((error: unknown) => error);
  expect(nameEngineFault(first)).toMatchObject({ code: 'UNAVAILABLE' });
  const later = await engine.connection.run('SELECT 1').catch((error: unknown) => error);
  expect(nameEngineFault(later)).toMatchObject({ code: 'UNAVAILABLE' });
  await engine.revive();
  expect((await engine.connection.runAndReadAll('SELECT 1 AS one')).getRowsJS()).toEqual([[1]]);
  engine.close();
});

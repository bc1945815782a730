import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@rustine/testkit';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { composeContexts } from './compose.ts';
import { readConfig } from './config.ts';

test('every context can be made, and reads nothing of one that is made after it', async () => {
  await using database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'rustine-compose-'));
  try {
    const { close, handlers } = await composeContexts({
      config: readConfig({ RUSTINE_DATA_DIR: dataDir }, []),
      database: { address: database.address, connection: { ...database, close: database.drop }, close: database.drop },
      publicUrl: 'http://127.0.0.1:7400',
      log: pino({ level: 'silent' }),
    });
    expect(handlers).toMatchObject({ createJob: expect.any(Function), runCommand: expect.any(Function) });
    close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

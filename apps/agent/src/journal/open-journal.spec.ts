import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal } from './open-journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads from the journal, and has let go of it a moment later. */
const look = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(workerData, { readOnly: true });
  db.exec('begin');
  db.prepare('select count(*) from sqlite_schema').get();
  parentPort.postMessage('reads');
  setTimeout(() => db.close(), 100);
`;

it('who looks into the journal of an agent that does not run keeps no agent from its start', async () => {
  const path = join(folder, 'journal.sqlite');
  openJournal(path).close();
  const looker = new Worker(look, { eval: true, workerData: path });
  const ended = once(looker, 'exit');
  await once(looker, 'message');
  const journal = openJournal(path);
  expect(journal.db.prepare('pragma locking_mode').get()).toEqual({ locking_mode: 'exclusive' });
  journal.close();
  await ended;
});

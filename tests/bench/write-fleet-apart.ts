import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BatchReport } from '@rustine/lake';
import { writeFleetReports } from './write-fleet-reports.ts';

const TIMEOUT_MS = 120_000;

/** Writes a fleet's reports from a process of their own, so that its garbage does not count as the memory of what is measured. */
export async function writeFleetApart(
  directory: string,
  fleet: { instances: number; rows: number },
): Promise<BatchReport[]> {
  const list = join(directory, 'reports.json');
  const argv = ['--conditions=@rustine/source', import.meta.filename, directory, JSON.stringify(fleet), list];
  await promisify(execFile)(process.execPath, argv, { timeout: TIMEOUT_MS });
  return JSON.parse(await readFile(list, 'utf8'), (key, value: unknown) =>
    key === 'grantedAt' ? new Date(String(value)) : value,
  ) as BatchReport[];
}

if (import.meta.main) {
  const [directory = '', fleet = '', list = ''] = process.argv.slice(2);
  await writeFile(list, JSON.stringify(await writeFleetReports(directory, JSON.parse(fleet))));
}

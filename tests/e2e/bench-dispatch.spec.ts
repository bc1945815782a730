import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { BenchResult } from '../bench/main.ts';
import { root } from './harness/run-process.ts';

const TIMEOUT_MS = 240_000;

it('the dispatch benchmark runs a small fleet to its end, on one server and on two that share a PostgreSQL', async () => {
  const argv = ['tests/bench/main.ts', 'dispatch', '--agents', '40', '--seconds', '1', '--spread', '1'];
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@rustine/source', ...argv], {
    cwd: root,
    timeout: TIMEOUT_MS,
  });
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  const { bench, figure, reference, ratio, more = {} } = JSON.parse(lines[0] ?? '') as BenchResult;
  expect({ bench, more }).toMatchObject({ bench: 'dispatch', more: { agents: 40 } });
  // Both are rounded to milliseconds.
  expect(ratio).toBeCloseTo(figure / reference, 1);
  for (const fleet of ['one', 'two']) {
    const value = (name: string): number => more[`${fleet}.${name}`] ?? Number.NaN;
    expect(value('deliveredHalf')).toBeGreaterThan(0);
    expect(value('delivered')).toBeGreaterThanOrEqual(value('deliveredHalf'));
    expect(value('accepted')).toBeGreaterThanOrEqual(value('delivered'));
    expect(value('throughToEnd')).toBeGreaterThan(0);
    expect(value('rssMb')).toBeGreaterThan(50);
  }
});

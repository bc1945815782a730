import { expect, it } from 'vitest';
import { scanErrorLine } from './scan-error-line.ts';

function toldIn(...pieces: (string | Buffer)[]): string | null {
  const scan = scanErrorLine();
  for (const piece of pieces) scan.take(Buffer.from(piece));
  return scan.told();
}

it('finds the first error that a script tells, among other lines and over several pieces', () => {
  expect(toldIn('cp: no\nrustine: err', 'or: DISK_FULL: / is', ' full\nrustine: error: LATER: x\n')).toBe(
    'DISK_FULL: / is full',
  );
});

it('puts characters together that two pieces share', () => {
  const line = Buffer.from('rustine: error: LOCK_HELD: dpkg’s lock\n');
  expect(toldIn(line.subarray(0, 32), line.subarray(32))).toBe('LOCK_HELD: dpkg’s lock');
});

it('takes no line for an error that has no code, is not whole, or is overlong', () => {
  expect(toldIn('rustine: error: something\n', 'rustine: error: CODE: cut off')).toBeNull();
  expect(toldIn(`rustine: error: LONG: ${'x'.repeat(100_000)}\n`)).toBeNull();
});

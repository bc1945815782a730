import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues } from './compare-values.ts';

describe('compareValues', () => {
  it('orders names as people count', () => {
    expect(['libc10', 'Bash', 'libc6', 'apt'].toSorted(compareValues)).toEqual(['apt', 'Bash', 'libc6', 'libc10']);
  });

  it('orders numbers by size and false before true', () => {
    expect([10, 9, 100].toSorted(compareValues)).toEqual([9, 10, 100]);
    expect([true, false].toSorted(compareValues)).toEqual([false, true]);
  });

  it('is an order: antisymmetric and transitive', () => {
    const cell = fc.stringMatching(/^[a-z0-9.:~+-]{0,8}$/);
    fc.assert(
      fc.property(cell, cell, cell, (a, b, c) => {
        expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).toBe(0);
        const ascends = compareValues(a, b) <= 0 && compareValues(b, c) <= 0;
        expect(!ascends || compareValues(a, c) <= 0).toBe(true);
      }),
    );
  });
});

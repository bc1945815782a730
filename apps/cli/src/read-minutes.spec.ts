import { describe, expect, it } from 'vitest';
import { readMinutes, showMinutes } from './read-minutes.ts';

describe('a length', () => {
  it.each([
    ['4h', 240, '4 h'],
    ['30m', 30, '30 min'],
    ['90 min', 90, '1 h 30 min'],
    ['1h30m', 90, '1 h 30 min'],
    ['1h 30m', 90, '1 h 30 min'],
    ['1w', 10_080, '7 d'],
    ['1d2h', 1_560, '1 d 2 h'],
    ['0m', 0, '0 min'],
  ])('%s is %i minutes, shown as %s', (given, minutes, shown) => {
    expect(readMinutes('--duration', given)).toBe(minutes);
    expect(showMinutes(minutes)).toBe(shown);
  });

  it('may be bounded; the refusal says by what', () => {
    expect(readMinutes('--duration', '7d', { min: 1, max: 10_080 })).toBe(10_080);
    const refusal = '--duration "0m": give a length of 1 min to 7 d.';
    expect(() => readMinutes('--duration', '0m', { min: 1, max: 10_080 })).toThrow(refusal);
    expect(() => readMinutes('--duration', '7d1m', { min: 1, max: 10_080 })).toThrow('7d1m');
  });

  it.each(['', '4', 'h', '4x', '-4h', '4h,', 'four hours', '1.5h', '4h30'])('is not "%s"', (given) => {
    expect(() => readMinutes('--duration', given)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(`--duration "${given}"`) }),
    );
  });
});

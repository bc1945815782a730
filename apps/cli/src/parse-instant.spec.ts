import { describe, expect, it } from 'vitest';
import { parseInstant } from './parse-instant.ts';

const now = new Date('2026-03-31T12:00:00.000Z');

describe('an instant', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T22:00:00+02:00', '2026-01-31T20:00:00.000Z'],
    ['2026-01-31T22:00Z', '2026-01-31T22:00:00.000Z'],
    ['90m', '2026-03-31T10:30:00.000Z'],
    ['12h', '2026-03-31T00:00:00.000Z'],
    ['30d', '2026-03-01T12:00:00.000Z'],
    ['2w', '2026-03-17T12:00:00.000Z'],
  ])('%s is understood', (text, instant) => {
    expect(parseInstant('--since', text, now)).toBe(instant);
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-01-31T25:00:00Z',
    '2026-01-31T22:00:00',
    '3y',
    '-1d',
    '1 d',
  ])('"%s" is refused with the option that it was given to', (text) => {
    expect(() => parseInstant('--since', text, now)).toThrow(/^--since ".*" is neither a day/);
  });
});

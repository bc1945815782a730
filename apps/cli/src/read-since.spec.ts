import { describe, expect, it } from 'vitest';
import { readSince } from './read-since.ts';

const now = new Date('2026-11-20T12:00:00.000Z');

describe('--since', () => {
  it.each([
    ['90m', '2026-11-20T10:30:00.000Z'],
    ['24h', '2026-11-19T12:00:00.000Z'],
    ['7d', '2026-11-13T12:00:00.000Z'],
    ['2w', '2026-11-06T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:00Z', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01T10:00:00+01:00', '2026-11-01T09:00:00.000Z'],
  ])('%s is %s', (given, instant) => {
    expect(readSince(given, now).toISOString()).toBe(instant);
  });

  it.each(['', 'yesterday', '24', '-1h', '2026-13-01', '2026-11-01T10:00', '999999w'])(
    '%j is refused in words that help',
    (given) => {
      expect(() => readSince(given, now)).toThrow(/--since ".*" is neither a time ago/);
    },
  );
});

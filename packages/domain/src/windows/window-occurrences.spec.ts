import type { Schedule } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { occurrencesBetween } from '../schedules/index.ts';
import { nextWindowOccurrences, windowOccurrenceAt, windowOccurrencesBetween } from './window-occurrences.ts';
import { anyInstant, anyWindow } from './testing/any-window.ts';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;
const nightly: Schedule = { kind: 'cron', cron: '0 22 * * *', timezone: 'Europe/Paris' };

test('a window is open at an instant exactly when it opened less than its duration ago', () => {
  fc.assert(
    fc.property(anyWindow, anyInstant, (window, at) => {
      const lastWeek = { from: new Date(at.getTime() - WEEK), to: new Date(at.getTime() + 1), limit: 20_000 };
      const opened = occurrencesBetween(window.schedule, lastWeek).filter(
        (run) => at.getTime() < run.at.getTime() + window.durationMinutes * MINUTE,
      );
      expect(windowOccurrenceAt(window, at)?.opensAt).toEqual(opened.at(-1)?.at);
    }),
    { numRuns: 300 },
  );
});

test('its cut-off and end are as many minutes after its opening as were asked for, whatever the clock does', () => {
  fc.assert(
    fc.property(anyWindow, anyInstant, (window, after) => {
      for (const { opensAt, cutoffAt, closesAt } of nextWindowOccurrences(window, { after, count: 5 })) {
        expect(opensAt.getTime()).toBeGreaterThan(after.getTime());
        expect(closesAt.getTime() - opensAt.getTime()).toBe(window.durationMinutes * MINUTE);
        expect(closesAt.getTime() - cutoffAt.getTime()).toBe(window.cutoffMinutes * MINUTE);
        expect(cutoffAt.getTime()).toBeGreaterThan(opensAt.getTime());
      }
    }),
    { numRuns: 200 },
  );
});

describe('over a change of the clock', () => {
  it.each([
    ['forward', '2026-03-28T21:00:00Z', '2026-03-29T03:00:00Z', '05:00'],
    ['back', '2026-10-24T20:00:00Z', '2026-10-25T02:00:00Z', '03:00'],
  ])('%s a window of six hours is open for six real hours', (_way, opens, closes, wall) => {
    const window = { schedule: nightly, durationMinutes: 360, cutoffMinutes: 0 };
    const [found] = windowOccurrencesBetween(window, { from: new Date(opens), to: new Date(closes), limit: 10 });
    expect(found).toMatchObject({ opensAt: new Date(opens), closesAt: new Date(closes) });
    const shown = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', timeStyle: 'short' });
    expect(shown.format(found?.closesAt)).toBe(wall);
  });
});

test('of occurrences that overlap the one that closes last counts', () => {
  const window = {
    schedule: { kind: 'repeat', every: 'HOUR', interval: 1, start: '2026-01-01T00:00', timezone: 'UTC' } as const,
    durationMinutes: 90,
    cutoffMinutes: 15,
  };
  expect(windowOccurrenceAt(window, new Date('2026-12-08T10:20:00Z'))).toEqual({
    opensAt: new Date('2026-12-08T10:00:00Z'),
    cutoffAt: new Date('2026-12-08T11:15:00Z'),
    closesAt: new Date('2026-12-08T11:30:00Z'),
  });
});

test('a window of a week that opens once a month is found open on its last minute', () => {
  const window = {
    schedule: {
      kind: 'repeat',
      every: 'MONTH',
      interval: 1,
      start: '2026-01-01T00:00',
      nth: { which: 2, weekday: 'TU' },
      timezone: 'UTC',
    } as const,
    durationMinutes: 7 * 24 * 60,
    cutoffMinutes: 0,
  };
  expect(windowOccurrenceAt(window, new Date('2026-12-14T23:59:59.999Z'))?.opensAt).toEqual(
    new Date('2026-12-08T00:00:00Z'),
  );
  expect(windowOccurrenceAt(window, new Date('2026-12-15T00:00:00Z'))).toBeNull();
});

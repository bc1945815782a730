import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { windowOccurrencesBetween } from './window-occurrences.ts';
import { placeFor } from './window-place.ts';
import { standsUntil, windowStanding, type NamedWindow } from './window-standing.ts';
import { anyInstant, anyWindow } from './testing/any-window.ts';

const WEEK = 7 * 86_400_000;

test('a place is OPEN exactly from an opening to its cut-off, and says the latest cut-off of all', () => {
  fc.assert(
    fc.property(fc.array(anyWindow, { maxLength: 3 }), anyInstant, (windows, at) => {
      const place = placeFor(windows, at);
      const open = windows
        .flatMap((window) =>
          windowOccurrencesBetween(window, {
            from: new Date(at.getTime() - WEEK),
            to: new Date(at.getTime() + 1),
            limit: 20_000,
          }),
        )
        .filter(({ cutoffAt }) => at < cutoffAt);
      const latest = Math.max(...open.map(({ cutoffAt }) => cutoffAt.getTime()));
      expect(place.kind === 'OPEN' ? place.startUntil.getTime() : Number.NEGATIVE_INFINITY).toBe(latest);
      expect(place.kind === 'OPEN' ? place.opensAt <= at && at < place.startUntil : true).toBe(true);
      expect(place.kind === 'OPEN' ? place.startUntil <= place.closesAt : true).toBe(true);
      expect(place.kind === 'CLOSED' ? at < (place.nextOpensAt ?? Infinity) : true).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a standing is the same until the instant that it names, and another one then', () => {
  fc.assert(
    fc.property(
      anyWindow,
      anyInstant,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (window, at, part) => {
        const standing = windowStanding(window, at);
        const until = standsUntil(standing);
        const length = until === null ? WEEK : until.getTime() - at.getTime();
        const later = at.getTime() + Math.min(length - 1, Math.floor(length * part));
        expect(windowStanding(window, new Date(later))).toEqual(standing);
        expect(until === null ? null : windowStanding(window, until)).not.toEqual(standing);
      },
    ),
    { numRuns: 200 },
  );
});

const nights: NamedWindow = {
  id: 'mw-1',
  name: 'nights',
  schedule: { kind: 'cron', cron: '0 22 * * *', timezone: 'Europe/Paris' },
  durationMinutes: 240,
  cutoffMinutes: 30,
};
const once: NamedWindow = {
  ...nights,
  id: 'mw-2',
  name: 'once',
  schedule: { kind: 'once', at: '2026-01-01T00:00', timezone: 'UTC' },
};

describe('the reason of a closed place', () => {
  it.each<[string, NamedWindow[], string, string]>([
    ['no window', [], '2026-12-08T12:00:00Z', 'no maintenance window covers the instance'],
    [
      'one that is closed',
      [nights],
      '2026-12-08T12:00:00Z',
      'the maintenance window "nights" is closed; it opens next at 2026-12-08 22:00 +01:00 (Europe/Paris)',
    ],
    [
      'one past its cut-off',
      [nights],
      '2026-12-09T00:45:00Z',
      'the maintenance window "nights" is past its cut-off: nothing starts from 2026-12-09 01:30 +01:00 (Europe/Paris) on, and it closes at 2026-12-09 02:00 +01:00 (Europe/Paris); it opens next at 2026-12-09 22:00 +01:00 (Europe/Paris)',
    ],
    [
      'one that is over',
      [once],
      '2026-12-08T12:00:00Z',
      'the maintenance window "once" is closed; it never opens again',
    ],
    [
      'several',
      [once, nights],
      '2026-07-08T12:00:00Z',
      'none of the 2 maintenance windows that cover the instance is open; "nights" opens next, at 2026-07-08 22:00 +02:00 (Europe/Paris)',
    ],
  ])('tells of %s', (_what, windows, at, reason) => {
    expect(placeFor(windows, new Date(at))).toMatchObject({ kind: 'CLOSED', reason });
  });
});

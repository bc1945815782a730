import { expect, it } from 'vitest';
import { dayOf, formatClock, formatZoned, knownZone } from './zoned-time.ts';

const now = Date.parse('2026-11-29T12:00:00Z');

it.each([
  ['2026-12-08T21:00:00Z', 'Europe/Paris', 'en', 'Tue 8 Dec, 22:00'],
  ['2026-12-08T21:00:00Z', 'Europe/Paris', 'fr', 'mar. 8 déc., 22:00'],
  ['2026-12-31T23:30:00Z', 'Europe/Paris', 'en', 'Fri, 1 Jan 2027, 00:30'],
  ['2026-12-08T00:00:00Z', 'Nowhere/At_All', 'en', 'Tue 8 Dec, 00:00'],
])('%s in %s reads in %s as %s', (at, zone, language, expected) => {
  expect(formatZoned(at, zone, { language, now })).toBe(expected);
});

it('a day and a clock are those of the zone', () => {
  expect(dayOf('2026-12-08T23:30:00Z', 'Europe/Paris')).toBe('2026-12-09');
  expect(formatClock('2026-12-08T23:30:00Z', 'Europe/Paris', 'en')).toBe('00:30');
});

it('a zone that is none is UTC', () => {
  expect([knownZone('Asia/Kolkata'), knownZone('Mars/Base')]).toEqual(['Asia/Kolkata', 'UTC']);
});

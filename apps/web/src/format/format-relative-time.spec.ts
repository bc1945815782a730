import { expect, it } from 'vitest';
import { formatRelativeTime } from './format-relative-time.ts';

const now = Date.UTC(2026, 10, 21, 12);

it.each([
  [0, 'en', 'now'],
  [-9.9, 'en', 'now'],
  [4, 'fr', 'maintenant'],
  [-10, 'en', '10 seconds ago'],
  [-59.9, 'en', '59 seconds ago'],
  [-60, 'en', '1 minute ago'],
  [-3_599, 'en', '59 minutes ago'],
  [-7_200, 'fr', 'il y a 2 heures'],
  [-86_400, 'en', 'yesterday'],
  [600, 'en', 'in 10 minutes'],
  [-40 * 86_400, 'en', 'last month'],
])('%d seconds from now in %s is "%s"', (seconds, language, expected) => {
  expect(formatRelativeTime(now + seconds * 1000, now, language)).toBe(expected);
});

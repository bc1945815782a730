import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';

it.each([
  [-5, 'en', '0 s'],
  [420, 'en', '0.4 s'],
  [420, 'fr', '0,4 s'],
  [9_960, 'en', '10 s'],
  [59_400, 'en', '59 s'],
  [59_600, 'en', '1 min 00 s'],
  [187_000, 'en', '3 min 07 s'],
  [7_500_000, 'en', '2 h 05 min'],
  [273_600_000, 'en', '3 d 04 h'],
  [273_600_000, 'fr', '3 j 04 h'],
])('%d ms in %s are %s', (milliseconds, language, expected) => {
  expect(formatDuration(milliseconds, language)).toBe(expected);
});

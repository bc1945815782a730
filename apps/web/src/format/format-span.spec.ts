import { expect, it } from 'vitest';
import { formatSpan } from './format-span.ts';

it.each([
  [0, 'en', '0 min'],
  [30, 'en', '30 min'],
  [240, 'en', '4 h'],
  [90, 'fr', '1 h 30 min'],
  [2880, 'fr', '2 j'],
  [1501, 'en', '1 d 1 h 1 min'],
])('%d minutes in %s are %s', (minutes, language, expected) => {
  expect(formatSpan(minutes, language)).toBe(expected);
});

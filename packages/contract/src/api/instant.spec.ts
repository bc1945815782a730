import { expect, test } from 'vitest';
import { Instant } from './instant.ts';

test.each([
  ['2026-12-20T00:00:00Z', true],
  ['2026-12-20T00:00:00+14:00', true],
  ['9999-12-31T23:59:59Z', true],
  ['9999-12-31T23:59:59-14:00', false],
  ['0000-01-01T00:00:00Z', false],
  ['2026-12-20', false],
])('%s is an instant that can be kept: %s', (text, expected) => {
  expect(Instant.safeParse(text).success).toBe(expected);
});

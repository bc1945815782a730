import { expect, it } from 'vitest';
import { compareTook } from './compare-took.ts';

const forecast = { p90Seconds: 60, leftOut: [] };

it.each([
  ['SUCCEEDED', 60, 'within'],
  ['SUCCEEDED', 61, 'beyond'],
  ['FAILED', 5, null],
  ['FAILED', 61, 'beyond'],
  ['CANCELED', 5, null],
  ['CANCELED', 61, null],
] as const)('says of what ended %s after %d s of 60: %s', (state, seconds, said) => {
  expect(compareTook({ state, seconds, forecast })).toBe(said);
});

it('compares nothing with a forecast that knew nothing, or left something out', () => {
  const ended = { state: 'SUCCEEDED', seconds: 61 } as const;
  expect(compareTook({ ...ended, forecast: null })).toBeNull();
  expect(compareTook({ ...ended, forecast: { p90Seconds: null } })).toBeNull();
  expect(compareTook({ ...ended, forecast: { p90Seconds: 60, leftOut: ['WAKING'] } })).toBeNull();
  expect(compareTook({ ...ended, forecast: { p90Seconds: 60 } })).toBe('beyond');
});

import { expect, test } from 'vitest';
import { describeCounts } from './describe-counts.ts';

test.each([
  [{ counts: { PENDING: 1 }, waiting: 0, state: 'ACCEPTED' }, 'pending'],
  [{ counts: { PENDING: 1 }, waiting: 1, state: 'ACCEPTED' }, 'waiting'],
  [
    { counts: { PENDING: 40, RUNNING: 5, SUCCEEDED: 12, FAILED: 1, TIMED_OUT: 2 }, waiting: 37, state: 'IN_PROGRESS' },
    '12 succeeded, 1 failed, 2 timed out, 3 pending, 5 running, 37 waiting',
  ],
  [{ counts: {}, waiting: 0, state: 'IN_PROGRESS' }, 'in progress'],
] as const)('%j stands at "%s"', (work, text) => {
  expect(describeCounts(work)).toBe(text);
});

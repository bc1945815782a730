import { expect, test } from 'vitest';
import { columnsOf } from './width.ts';

test('a terminal that says 0 columns is as good as one that says nothing', () => {
  expect([columnsOf({ columns: 0 }, 80), columnsOf({}, 80), columnsOf({ columns: 120 }, 80)]).toEqual([80, 80, 120]);
});

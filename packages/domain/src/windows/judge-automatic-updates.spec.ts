import type { AutomaticUpdatesPolicy } from '@rustine/contract';
import { expect, test } from 'vitest';
import { judgeAutomaticUpdates } from './judge-automatic-updates.ts';

type Case = [windows: [AutomaticUpdatesPolicy, 'open' | 'shut'][], wish: 'LEAVE' | 'HOLD'];

test.each<Case>([
  [[], 'LEAVE'],
  [[['LEAVE', 'shut']], 'LEAVE'],
  [[['OFF_OUTSIDE', 'shut']], 'HOLD'],
  [[['OFF_OUTSIDE', 'open']], 'LEAVE'],
  [[['OFF', 'open']], 'HOLD'],
  [
    [
      ['OFF_OUTSIDE', 'shut'],
      ['LEAVE', 'open'],
    ],
    'HOLD',
  ],
  [
    [
      ['OFF_OUTSIDE', 'shut'],
      ['OFF_OUTSIDE', 'open'],
    ],
    'LEAVE',
  ],
  [
    [
      ['OFF', 'shut'],
      ['OFF_OUTSIDE', 'open'],
    ],
    'HOLD',
  ],
])('windows %j ask to %s', (windows, wish) => {
  const asked = windows.map(([automaticUpdates, state]) => ({ automaticUpdates, isOpen: () => state === 'open' }));
  expect(judgeAutomaticUpdates(asked)).toBe(wish);
});

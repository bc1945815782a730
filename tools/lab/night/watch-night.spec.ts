import type { Invocation, WorkWave } from '@rustine/sdk';
import { expect, it } from 'vitest';
import { watchNight } from './watch-night.ts';

it('tells each state once, in words, with the reason where there is one', () => {
  const told: string[] = [];
  const watch = watchNight((line) => told.push(line));
  const machine = (state: Invocation['state'], reason = '') =>
    watch.machines([{ id: 'inv-1', instanceName: 'night-2', state, reason } as Invocation]);
  const wave = (state: WorkWave['state']) =>
    watch.waves([{ name: 'rest', state, reason: '', size: 5, pinnedVersions: 4 } as WorkWave]);
  wave('WAITING');
  machine('PENDING');
  wave('RUNNING');
  machine('POWERING_ON', 'Its instance does not answer, so it is asked to start.');
  machine('RUNNING');
  machine('RUNNING');
  machine('REBOOTING');
  machine('REBOOTING', 'Waits for night-4.');
  machine('FAILED', 'No.');
  wave('SUCCEEDED');
  wave('SUCCEEDED');
  expect(told).toEqual([
    'wave rest begins with 5, bound to the 4 versions of the first',
    'night-2 is off: it is woken',
    'night-2 is being patched',
    'night-2 reboots',
    'night-2 reboots: Waits for night-4.',
    'night-2 FAILED: No.',
    'wave rest has proved itself',
  ]);
});

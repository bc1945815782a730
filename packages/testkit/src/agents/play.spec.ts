import type { CommandClaims } from '@rustine/contract';
import { expect, it } from 'vitest';
import type { Act } from './behaviour.ts';
import { play, type Stage } from './play.ts';
import { newRun } from './run.ts';

const stage: Stage = {
  bootId: 'boot-1',
  signal: new AbortController().signal,
  tell: () => undefined,
  whenTold: async () => undefined,
  leaseFor: async () => 'nobody else is up',
  whenReleased: async () => undefined,
  reboot: () => undefined,
};
const command = { startUntil: 0 } as CommandClaims;
const acts: Act[] = [{ act: 'start', steps: [{ name: 'work', action: 'aws:runShellScript' }] }];

it('begins nothing once the window of its command lets nothing start', async () => {
  const run = newRun('inv-1', command, acts);
  await play(run, stage);
  expect(run).toMatchObject({ end: 'REFUSED', startedAt: null });
  expect(run.outbox.batch()).toMatchObject([{ type: 'refused', code: 'WINDOW_CLOSED' }]);
});

it('goes on after it has begun, also when its window has closed', async () => {
  const run = newRun('inv-1', { startUntil: Date.now() / 1000 + 60 } as CommandClaims, [...acts, { act: 'finish' }]);
  await play(run, stage);
  expect(run).toMatchObject({ end: 'SUCCEEDED', startedAt: expect.any(String) });
});

it('fails the step that asked for a reboot which may never be', async () => {
  const run = newRun('inv-1', { rebootLease: true } as CommandClaims, [
    ...acts,
    { act: 'step-start', step: 'work' },
    { act: 'reboot', step: 'work', offMs: 1 },
    { act: 'finish' },
  ]);
  await play(run, stage);
  expect(run).toMatchObject({ end: 'FAILED', rebootFor: null });
  expect(run.outbox.batch().slice(-2)).toMatchObject([
    { type: 'step-finished', state: 'FAILED', message: 'nobody else is up' },
    { type: 'finished', state: 'FAILED' },
  ]);
});

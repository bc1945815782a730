import type { CommandClaims } from '@rustine/contract';
import { expect, it } from 'vitest';
import type { Act } from './behaviour.ts';
import { play, type Stage } from './play.ts';
import { watchWindowEnd } from './hold-to-window.ts';
import { endRun, newRun } from './run.ts';

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

const closed = { startUntil: Date.now() / 1000 - 60, cancelAt: Date.now() / 1000 - 1 } as CommandClaims;
/** As an agent that was switched off in the middle of it. */
const begun = (command: CommandClaims) =>
  Object.assign(newRun('inv-1', command, [...acts, { act: 'step-start', step: 'work' }, { act: 'finish' }]), {
    startedAt: new Date().toISOString(),
    position: 2,
    boots: ['boot-0'],
  });

it('goes on with nothing after the end of a window that is to cancel it, and tells of its boot first', async () => {
  const run = begun(closed);
  await play(run, stage);
  expect(run).toMatchObject({ end: 'CANCELED', endedAt: expect.any(String) });
  expect(run.outbox.batch()).toMatchObject([{ type: 'rebooted' }, { type: 'finished', state: 'CANCELED' }]);
});

it('is canceled when its window closes, and is refused its start when it had not begun', async () => {
  const soon = Date.now() / 1000 + 0.2;
  const [held, late] = [begun({ ...closed, cancelAt: soon }), newRun('inv-2', { ...closed, cancelAt: soon }, acts)];
  await Promise.all([watchWindowEnd(held, stage), watchWindowEnd(late, stage)]);
  expect([held.end, late.end]).toEqual(['CANCELED', 'REFUSED']);
});

it('leaves a run alone that ended before its window closed', async () => {
  const run = Object.assign(begun({ ...closed, cancelAt: Date.now() / 1000 + 60 }), { end: 'SUCCEEDED' as const });
  await watchWindowEnd(run, stage);
  expect(run.end).toBe('SUCCEEDED');
});

it('does not reboot when it was canceled while it waited for its lease', async () => {
  const reboots: number[] = [];
  const run = newRun('inv-1', { rebootLease: true } as CommandClaims, [
    ...acts,
    { act: 'step-start', step: 'work' },
    { act: 'reboot', step: 'work', offMs: 1 },
  ]);
  const leaseFor = async () => {
    endRun(run, 'CANCELED');
    throw new Error('no reboot is owed');
  };
  await play(run, { ...stage, leaseFor, reboot: (offMs) => void reboots.push(offMs) });
  expect(reboots).toEqual([]);
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

import type { WorkWave } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { judgeWhole } from './judge-whole.ts';
import type { NightSeen } from './night-account.ts';
import { canary, entryOf } from './testing/night-entries.ts';

const waveOf = (name: string, change: Partial<WorkWave> = {}): WorkWave => ({
  position: 0,
  name,
  state: 'SUCCEEDED',
  reason: '',
  counts: {},
  size: 1,
  succeededBefore: 0,
  successPercent: 100,
  bakeMinutes: 0,
  bakeUntil: null,
  healthCheck: null,
  healthCheckWorkRequestId: null,
  pinnedVersions: name === 'canary' ? null : 1,
  startedAt: null,
  endedAt: null,
  ...change,
});

const one = entryOf('REBOOTER');
const two = { ...one, machine: { ...one.machine, name: 'second' } };
const all = [canary, entryOf('SLEEPER'), entryOf('REFUSER'), one, two];
const seen: NightSeen = {
  work: { state: 'FAILED', reason: '', window: null, jobId: 'job-1', waves: [waveOf('canary'), waveOf('rest')] },
  opensAt: '2026-12-01T22:00:00Z',
  cutoffAt: '2026-12-01T22:06:00Z',
  leases: { holders: ['rebooter', 'second'], atOnce: 1 },
  execution: { state: 'STARTED', dueAt: '2026-12-01T22:00:00Z' },
};
const withWork = (work: Partial<NightSeen['work']>): NightSeen => ({ ...seen, work: { ...seen.work, ...work } });

describe('the night as a whole', () => {
  it('has no faults when all of it went as it should', () => {
    expect(judgeWhole(seen, all)).toEqual([]);
  });

  it('is wrong while anything is not final, or the work request says another thing than its machines', () => {
    expect(judgeWhole(withWork({ state: 'IN_PROGRESS' }), all)).toEqual(['the work request is still IN_PROGRESS']);
    expect(judgeWhole(withWork({ state: 'SUCCEEDED' }), all)).toEqual([
      'the work request is SUCCEEDED, with 1 that failed',
    ]);
    const open = entryOf('SLEEPER', { invocation: { state: 'POWERING_OFF' } });
    expect(judgeWhole(seen, [...all, open])).toContain('sleeper is still POWERING_OFF');
  });

  it('is wrong where one starts outside the window, or before the canary has ended', () => {
    const at = (startedAt: string | null) =>
      judgeWhole(seen, [canary, entryOf('REFUSER', { invocation: { startedAt } })]);
    expect(at('2026-12-01T21:59:59Z')).toContain(
      'refuser started at 2026-12-01T21:59:59Z, before the window opened at 2026-12-01T22:00:00Z',
    );
    expect(at('2026-12-01T22:06:00Z')[0]).toContain('after the cut-off');
    expect(at('2026-12-01T22:00:30Z')).toEqual(['refuser started before the canary had ended']);
    expect(at(null)).toEqual(['refuser never started']);
  });

  it('is wrong where a wave failed, or is not bound to what the first one installed', () => {
    const waves = [waveOf('canary'), waveOf('rest', { state: 'FAILED', pinnedVersions: null })];
    expect(judgeWhole(withWork({ waves }), all)).toEqual([
      'the wave rest is FAILED',
      'the wave rest is bound to no versions, not 1',
    ]);
  });

  it('is wrong where both rebooters are down at once, or one reboots without the lease', () => {
    expect(judgeWhole({ ...seen, leases: { holders: ['second'], atOnce: 2 } }, all)).toEqual([
      '2 of the rebooters had a lease at the same time',
      'rebooter rebooted and was not seen to have the lease',
    ]);
  });
});

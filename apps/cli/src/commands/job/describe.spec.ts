import { describe, expect, it } from 'vitest';
import { describeAction, describeNext, describeReboot, describeWaves, describeWhen } from './describe.ts';

const windowOf = (id: string) => ({ name: id === 'mw-1' ? 'nights' : id, timezone: 'Europe/Paris' });

describe('a job in plain words', () => {
  it('says what it does', () => {
    expect(describeAction({ action: { kind: 'update-by-type', types: ['SECURITY'] } })).toBe(
      'install updates of type security',
    );
    const parameters = { unit: ['nginx', 'redis'] };
    expect(describeAction({ action: { kind: 'document', documentName: 'Web-Restart', parameters } })).toBe(
      'run Web-Restart with unit=nginx,redis',
    );
  });

  it('says when, by the name of a window or by its schedule', () => {
    expect(describeWhen({ schedule: { kind: 'window', windowId: 'mw-1' } }, windowOf)).toBe(
      'each time that the window nights opens',
    );
    const schedule = { kind: 'once', at: '2026-12-08T22:00', timezone: 'Europe/Paris' } as const;
    expect(describeWhen({ schedule }, windowOf)).toBe('once, on 2026-12-08 at 22:00 (Europe/Paris)');
  });

  it('says when next on the clock of the window that it follows', () => {
    const schedule = { kind: 'window', windowId: 'mw-1' } as const;
    const next = { state: 'ACTIVE', nextRunAt: '2026-12-01T21:00:00.000Z', skipNext: false, schedule } as const;
    expect(describeNext(next, windowOf)).toBe('2026-12-01 22:00 +01:00 (Europe/Paris)');
    expect(describeNext({ ...next, skipNext: true }, windowOf)).toContain('which is skipped');
    expect(describeNext({ ...next, state: 'PAUSED', nextRunAt: null }, windowOf)).toBe('none, it is paused');
    const ended = { ...next, state: 'ENDED', nextRunAt: null } as const;
    expect(describeNext(ended, windowOf)).toBe('none while its window is disabled or over');
    const once = { kind: 'once', at: '2026-12-08T22:00', timezone: 'Europe/Paris' } as const;
    expect(describeNext({ ...ended, schedule: once }, windowOf)).toBe('none any more');
  });

  it('says what each wave has to prove', () => {
    const waves = {
      waves: [
        { name: 'canary', members: { kind: 'label', labels: { ring: '0' } }, successPercent: 90, bakeMinutes: 30 },
        { name: 'rest', members: { kind: 'rest' }, successPercent: 100, bakeMinutes: 0 },
      ],
      sameVersions: true,
      decideHours: 72,
    } as const;
    expect(describeWaves({ waves: { ...waves, waves: [...waves.waves] } })).toBe(
      'canary (ring=0, 90% must succeed, bakes 30 min), then rest; later ones install what the first one did',
    );
    expect(describeWaves({ waves: null })).toBe('none');
  });

  it('says when machines are restarted, also when nothing was said of it', () => {
    const action = { kind: 'update-all' } as const;
    expect(describeReboot({ action, reboot: null }, windowOf)).toBe('where it is needed');
    const inWindow = { option: 'ALWAYS', windowIds: ['mw-1'], atEnd: 'FINISH' } as const;
    expect(describeReboot({ action, reboot: { ...inWindow, windowIds: ['mw-1'] } }, windowOf)).toBe(
      'always, in nights',
    );
  });
});

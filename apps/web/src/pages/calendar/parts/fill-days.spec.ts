import type { Freeze, MaintenanceWindow, UpcomingExecution } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { fillDays } from './fill-days.ts';
import { addMonths, weeksOf } from './month.ts';

const execution = (at: string, change: Partial<UpcomingExecution> = {}): UpcomingExecution => ({
  jobId: 'job-1',
  jobName: 'Nightly',
  kind: 'SCHEDULED',
  at,
  local: at.slice(0, 19),
  offsetMinutes: 60,
  timezone: 'Europe/Paris',
  moved: null,
  skipped: false,
  instances: 3,
  freezes: [],
  window: null,
  windowRequired: false,
  ...change,
});
const nothing = { executions: [], openings: [], freezes: [] };

describe('a month', () => {
  it('is shown in whole weeks from Monday on', () => {
    const weeks = weeksOf('2026-02');
    expect(weeks).toHaveLength(5);
    expect([weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual(['2026-01-26', '2026-03-01']);
    expect(weeksOf('2027-02').map((week) => week.length)).toEqual([7, 7, 7, 7]);
  });

  it('is followed and preceded over the turn of a year', () => {
    expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-11', 0)]).toEqual([
      '2027-01',
      '2025-12',
      '2026-11',
    ]);
  });
});

describe('the days of the calendar', () => {
  it('hold executions by the clock of the zone, those of one job together', () => {
    const executions = ['2026-12-01T22:30:00Z', '2026-12-01T23:30:00Z', '2026-12-02T04:00:00Z'].map((at) =>
      execution(at),
    );
    const days = fillDays({ ...nothing, executions }, 'Europe/Paris');
    expect([...days].map(([day, { runs }]) => [day, runs.map(({ count }) => count)])).toEqual([
      ['2026-12-01', [1]],
      ['2026-12-02', [2]],
    ]);
  });

  it('set one that is skipped or frozen apart', () => {
    const executions = [
      execution('2026-12-01T08:00:00Z', { skipped: true }),
      execution('2026-12-01T09:00:00Z'),
      execution('2026-12-01T10:00:00Z', { freezes: ['x'] }),
    ];
    expect(fillDays({ ...nothing, executions }, 'UTC').get('2026-12-01')?.runs).toHaveLength(3);
  });

  it('tell a window on each day that it touches, and not on the one that begins as it closes', () => {
    const occurrence = {
      opensAt: '2026-12-01T22:00:00Z',
      cutoffAt: '2026-12-02T23:00:00Z',
      closesAt: '2026-12-03T00:00:00Z',
    };
    const openings = [{ window: { id: 'mw-1', name: 'Nights' } as MaintenanceWindow, occurrences: [occurrence] }];
    const days = fillDays({ ...nothing, openings }, 'UTC');
    expect([...days].map(([day, { windows }]) => [day, windows[0]?.opens])).toEqual([
      ['2026-12-01', true],
      ['2026-12-02', false],
    ]);
  });

  it('name each freeze once a day, and none that is turned off', () => {
    const periods = [
      { from: '2026-12-24T00:00:00Z', to: '2026-12-24T12:00:00Z', summary: '' },
      { from: '2026-12-24T13:00:00Z', to: '2026-12-26T00:00:00Z', summary: '' },
    ];
    const freeze = (name: string, enabled: boolean) => ({ name, enabled, periods }) as Freeze;
    const days = fillDays({ ...nothing, freezes: [freeze('Christmas', true), freeze('Off', false)] }, 'UTC');
    expect([...days].map(([day, { freezes }]) => [day, freezes])).toEqual([
      ['2026-12-24', ['Christmas']],
      ['2026-12-25', ['Christmas']],
    ]);
  });
});

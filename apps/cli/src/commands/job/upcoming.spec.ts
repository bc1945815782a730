import { UpcomingExecution } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { marksOf, refuseEnd } from './upcoming.ts';

const execution = UpcomingExecution.parse({
  jobId: 'job-00000000-0000-7000-8000-000000000001',
  jobName: 'nights',
  kind: 'SCHEDULED',
  at: '2027-03-28T01:30:00Z',
  local: '2027-03-28T03:30:00',
  offsetMinutes: 120,
  timezone: 'Europe/Paris',
  moved: null,
  skipped: false,
  instances: 3,
  freezes: [],
  window: null,
  windowRequired: false,
});

describe('the marks of an execution to come', () => {
  it.each([
    [{}, ''],
    [{ skipped: true, freezes: ['xmas', 'audit'] }, 'skipped; frozen by xmas, audit'],
    [{ windowRequired: true }, 'no window is open then'],
    [{ windowRequired: true, instances: 0 }, 'no instance is among its targets now'],
    [{ windowRequired: true, window: { closesAt: '2027-03-28T04:00:00Z' } }, 'window closes 2027-03-28 04:00 UTC'],
    [
      { kind: 'REBOOT' as const, windowRequired: true, window: { closesAt: '2027-03-28T04:00:00Z' } },
      'restarts that wait for their window; window closes 2027-03-28 04:00 UTC',
    ],
    [{ kind: 'REBOOT' as const, windowRequired: true }, 'restarts that wait for their window; no window is open then'],
    [
      { moved: { rule: 'GAP' as const, asked: '2027-03-28T02:30:00' } },
      'GAP: moved from 2027-03-28 02:30, which is skipped',
    ],
    [
      { moved: { rule: 'OVERLAP' as const, asked: '2027-10-31T02:30:00' } },
      'OVERLAP: the first of two 2027-10-31 02:30',
    ],
  ])('%j', (change, marks) => {
    expect(marksOf({ ...execution, ...change })).toBe(marks);
  });
});

describe('how far ahead is looked', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  const look = (until: string) => () => refuseEnd(until, new Date(until), now);

  it('is into the future, and a year at most, as the server shows no more', () => {
    expect(look('2026-12-01')).not.toThrow();
    expect(look('2026-11-29')).toThrow('--until "2026-11-29" lies in the past.');
    expect(look('2028-01-01')).toThrow('--until "2028-01-01" is too far');
  });
});

import { describe, expect, it } from 'vitest';
import { readWindowSchedule } from './read-spec.ts';

const now = new Date('2026-12-08T23:30:00Z');

describe('when a window opens', () => {
  it('on patch Tuesday, so many days after it, at a time of day in a zone', () => {
    const options = { patchTuesday: true, at: '22:00', offsetDays: '3', zone: 'Europe/Paris' };
    expect(readWindowSchedule(options, now)).toEqual({
      kind: 'repeat',
      every: 'MONTH',
      interval: 1,
      nth: { which: 2, weekday: 'TU' },
      offsetDays: 3,
      // It is the ninth in Paris by now.
      start: '2026-12-09T22:00',
      timezone: 'Europe/Paris',
    });
    expect(readWindowSchedule({ patchTuesday: true, at: '9:05', start: '2027-01-01', zone: 'UTC' }, now)).toMatchObject(
      {
        start: '2027-01-01T09:05',
      },
    );
  });

  it('is asked for the time of day, and told a zone that there is not', () => {
    for (const at of [undefined, '2026-12-08 22:00', '25:00']) {
      const options = { patchTuesday: true, zone: 'UTC', ...(at !== undefined && { at }) };
      expect(() => readWindowSchedule(options, now)).toThrow('--patch-tuesday needs the time of day');
    }
    expect(() => readWindowSchedule({ patchTuesday: true, at: '22:00', zone: 'Mars' }, now)).toThrow('--zone');
  });

  it('stays as it is when nothing is said of it, and is not half changed', () => {
    expect(readWindowSchedule({ zone: 'UTC' }, now)).toBeUndefined();
    expect(() => readWindowSchedule({ zone: 'Europe/Paris' }, now)).toThrow('Say when');
    expect(() => readWindowSchedule({ zone: 'UTC', offsetDays: '3' }, now)).toThrow('Say when');
    expect(readWindowSchedule({ cron: '0 22 * * 5', zone: 'UTC' }, now)).toMatchObject({ kind: 'cron' });
  });
});

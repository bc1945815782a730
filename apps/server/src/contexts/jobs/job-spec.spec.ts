import { CreateJobRequest, type JobSchedule } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { editSpec, specOf } from './job-spec.ts';

const [nights, other] = ['mw-01a22518-b182-720f-8f36-fdd94790e58d', 'mw-01a22518-b182-720f-8f36-fdd94790e58e'];
const follows = (windowId: string): JobSchedule => ({ kind: 'window', windowId });
const cron: JobSchedule = { kind: 'cron', cron: '0 22 * * *', timezone: 'UTC' };
const holdsTo = (...windowIds: string[]) => ({ windowIds, atEnd: 'FINISH' as const });

const made = (more: object) =>
  specOf(
    CreateJobRequest.parse({ name: 'a', action: { kind: 'update-all' }, targets: { labels: { a: 'b' } }, ...more }),
  );

describe('a job that runs when a window opens', () => {
  it('starts nothing outside of it, unless it was told to', () => {
    expect(made({ schedule: follows(nights) }).window).toEqual(holdsTo(nights));
    expect(made({ schedule: follows(nights), window: null }).window).toBeNull();
    expect(made({ schedule: follows(nights), window: holdsTo(other) }).window).toEqual(holdsTo(other));
    expect(made({ schedule: cron }).window).toBeNull();
  });

  it('holds to the new one when it gets another, and ends what runs then as before', () => {
    const before = {
      ...made({ schedule: follows(nights) }),
      window: { windowIds: [nights], atEnd: 'CANCEL' as const },
    };
    expect(editSpec(before, { schedule: follows(other) }).window).toEqual({ windowIds: [other], atEnd: 'CANCEL' });
    expect(editSpec(before, { schedule: cron }).window).toEqual(before.window);
  });

  it('that used to run by the clock holds to its window from then on', () => {
    expect(editSpec(made({ schedule: cron }), { schedule: follows(nights) }).window).toEqual(holdsTo(nights));
  });

  it('keeps what a person said of windows', () => {
    const free = made({ schedule: follows(nights), window: null });
    expect(editSpec(free, { schedule: follows(other) }).window).toBeNull();
    const two = made({ schedule: cron, window: holdsTo(nights, other) });
    expect(editSpec(two, { schedule: follows(nights) }).window).toEqual(holdsTo(nights, other));
    expect(editSpec(two, { schedule: follows(nights), window: null }).window).toBeNull();
    expect(editSpec(two, { description: 'b' })).toEqual({ ...two, description: 'b' });
  });
});

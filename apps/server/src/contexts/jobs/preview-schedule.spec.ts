import { CodedError, PreviewScheduleRequest, SchedulePreview } from '@rustine/contract';
import { expect, it } from 'vitest';
import { previewAsked } from './preview-schedule.ts';

const now = new Date('2026-03-28T12:00:00Z');
const asked = (schedule: object, rest: object = {}) => PreviewScheduleRequest.parse({ schedule, ...rest });
const nightly = { kind: 'repeat', every: 'DAY', start: '2006-01-01T02:30', timezone: 'Europe/Paris' };

it('the preview begins now unless an instant is named, and says which runs the clock moves', () => {
  const preview = previewAsked(asked(nightly, { count: 2 }), now);
  expect(SchedulePreview.parse(preview)).toEqual(preview);
  expect(preview.occurrences.map(({ local, moved }) => [local, moved?.words ?? null])).toEqual([
    ['2026-03-29T03:30:00', '02:30 does not exist that day: the clock skips it, so it runs at 03:30'],
    ['2026-03-30T02:30:00', null],
  ]);
  const later = previewAsked(asked(nightly, { after: '2030-01-01T00:00:00Z', count: 1 }), now);
  expect(later.occurrences[0]?.at).toBe('2030-01-01T01:30:00.000Z');
});

it('a schedule that cannot run is VALIDATION_FAILED with the places at fault', () => {
  const bad = asked({ kind: 'rrule', rrule: 'FREQ=DAILY;BYHOUR=25', start: '2026-01-01T00:00', timezone: 'Mars' });
  const refused = (() => {
    try {
      return previewAsked(bad, now);
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toBeInstanceOf(CodedError);
  expect(refused).toMatchObject({
    code: 'VALIDATION_FAILED',
    details: [{ place: 'body.schedule.timezone' }, { place: 'body.schedule.rrule' }],
  });
});

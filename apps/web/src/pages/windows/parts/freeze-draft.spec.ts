import type { Freeze } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { draftOfFreeze, freezeOf } from './freeze-draft.ts';

const freeze = (source: Freeze['source']): Freeze => ({
  id: 'frz-1',
  compartmentId: 'cmp-0',
  name: 'Year end',
  reason: 'The books are closed.',
  source,
  enabled: true,
  active: false,
  periods: [],
  readAt: null,
  readFault: '',
  createdBy: 'ada',
  createdAt: '2026-11-29T00:00:00Z',
});
const shared = { name: 'Year end', reason: 'The books are closed.', compartmentId: 'cmp-0', enabled: true };

describe('the freeze of the form', () => {
  it.each<Freeze['source']>([
    { kind: 'dates', from: '2026-12-19T00:00:00.000Z', to: '2027-01-04T00:00:00.000Z' },
    { kind: 'ical-url', url: 'https://calendar.example/freeze.ics', timezone: 'Europe/Paris' },
  ])('is the one that the form was opened with: %j', (source) => {
    expect(freezeOf(draftOfFreeze(freeze(source)), freeze(source))).toEqual({
      freezeId: 'frz-1',
      body: { ...shared, source },
    });
  });

  it('leaves a calendar that was given as text, unless another is', () => {
    const given = freeze({ kind: 'ical', timezone: null });
    expect(freezeOf(draftOfFreeze(given), given)).toEqual({ freezeId: 'frz-1', body: shared });
    const text = 'BEGIN:VCALENDAR';
    expect(freezeOf({ ...draftOfFreeze(given), text }, given)).toMatchObject({
      body: { source: { kind: 'ical', text } },
    });
  });

  it('takes a reason away that was emptied', () => {
    const given = freeze({ kind: 'ical', timezone: null });
    expect(freezeOf({ ...draftOfFreeze(given), reason: ' ' }, given)).toMatchObject({ body: { reason: '' } });
  });

  it('waits for a name and a source', () => {
    const empty = draftOfFreeze(null);
    expect(freezeOf({ ...empty, name: 'x' }, null)).toBeNull();
    expect(freezeOf({ ...empty, name: 'x', from: '2026-12-19T00:00' }, null)).toBeNull();
    expect(freezeOf({ ...empty, name: 'x', kind: 'ical' }, null)).toBeNull();
    expect(freezeOf({ ...empty, kind: 'ical-url', url: 'https://calendar.example' }, null)).toBeNull();
  });
});

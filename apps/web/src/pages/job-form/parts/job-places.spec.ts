import { describe, expect, it } from 'vitest';
import { fieldOf } from '../../../components/field-faults/places.ts';
import { emptySchedule } from '../../../components/schedule-form/schedule-draft.ts';
import { emptyJob, jobOf, type JobDraft } from './job-draft.ts';
import { jobPlaces } from './job-places.ts';
import { emptyWave } from './wave-draft.ts';

const empty = emptyJob(emptySchedule('2026-12-01', 'Europe/Paris'));
const waves = [
  { ...emptyWave('k7', 'canary', 'label'), labels: ['env=canary'], maxErrors: '1', checkDocument: 'Look' },
  emptyWave('k9', 'tenth', 'percent'),
  emptyWave('k3', 'five', 'count'),
];
const parameter = { name: 'who', default: [], required: false } as never;

const found = (place: string) => fieldOf(place, jobPlaces(waves, [parameter]));
const fieldAt = (place: string) => found(place)?.field;

/** What a person cannot get wrong: it is chosen from a list or ticked. */
const chosen = /(kind|every|atEnd|option|power|recursive|sameVersions|weekdays\.0)$/;

function leaves(value: unknown, place: string): string[] {
  if (typeof value !== 'object' || value === null) return [place];
  return Object.entries(value).flatMap(([name, each]) => leaves(each, `${place}.${name}`));
}

describe('what the server finds wrong with a job', () => {
  it.each<Partial<JobDraft>>([
    { schedule: { ...empty.schedule, offsetDays: 3, until: '2027-12-01T22:00', weekdays: ['MO'] } },
    { schedule: { ...empty.schedule, kind: 'MONTH' } },
    { schedule: { ...empty.schedule, kind: 'MONTH', monthBy: 'day' } },
    { schedule: { ...empty.schedule, kind: 'once' }, windowMode: 'named', windowIds: ['mw-1'] },
    { schedule: { ...empty.schedule, kind: 'rrule' }, reboot: 'ALWAYS', rebootWindowIds: ['mw-2'] },
    { schedule: { ...empty.schedule, kind: 'cron' }, action: 'install-packages', packages: 'vim' },
    { schedule: { ...empty.schedule, kind: 'window', windowId: 'mw-1' } },
    { action: 'document', documentName: 'Say-It', documentVersion: '2', parameters: { who: 'me' } },
    { targets: { ...empty.targets, targetKind: 'groups', groupIds: ['mig-1'] } },
    { targets: { ...empty.targets, targetKind: 'labels', labels: ['env=prod'] } },
  ])('has a field, wherever it was typed, of %j', (change) => {
    const targets = { ...empty.targets, instanceIds: ['mi-1'] };
    const draft: JobDraft = { ...empty, name: 'Nightly', compartmentId: 'cmp-1', targets, waves, ...change };
    const job = jobOf(draft, { root: 'cmp-0', parameters: [parameter] });
    const typed = leaves(job, 'body').filter((place) => !chosen.test(place));
    expect(typed.length).toBeGreaterThan(10);
    // A field of its own, and not only that of the part of the form that it is in.
    const below = /^(\d+|which|env)?$/;
    expect(typed.filter((place) => !below.test(found(place)?.below ?? 'no field'))).toEqual([]);
  });

  it('is told by the wave that was sent, wherever that stands by now', () => {
    expect(fieldAt('body.waves.waves.1.members.percent')).toBe('k9.percent');
    expect(fieldAt('body.waves.waves[0].healthCheck.parameters.port')).toBe('k7.checkDocument');
    expect(fieldAt('body.waves.waves.3.name')).toBeUndefined();
  });
});

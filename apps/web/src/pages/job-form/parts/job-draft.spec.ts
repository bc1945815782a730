import type { ScheduledJob } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { emptySchedule } from '../../../components/schedule-form/schedule-draft.ts';
import { draftOfJob, emptyJob, jobOf, withSchedule, type JobDraft } from './job-draft.ts';
import { emptyWave } from './wave-draft.ts';

const empty = emptyJob(emptySchedule('2026-12-01', 'Europe/Paris'));
const around = { root: 'cmp-0', parameters: null };
const whole: JobDraft = { ...empty, name: 'Nightly', targets: { ...empty.targets, targetKind: 'all' } };

const job = {
  id: 'job-1',
  compartmentId: 'cmp-0',
  name: 'Nightly',
  description: 'all of it',
  action: { kind: 'update-by-type', types: ['SECURITY', 'BUGFIX'] },
  targets: { labels: { env: 'prod' } },
  schedule: { kind: 'repeat', every: 'DAY', interval: 1, start: '2026-12-01T22:00', timezone: 'Europe/Paris' },
  missed: { kind: 'skip' },
  maxConcurrency: '10%',
  maxErrors: '1',
  waves: {
    waves: [
      {
        name: 'canary',
        members: { kind: 'label', labels: { env: 'canary' } },
        successPercent: 100,
        bakeMinutes: 30,
        healthCheck: { documentName: 'Check', documentVersion: 2, parameters: { port: ['80'] } },
      },
      { name: 'tenth', members: { kind: 'percent', percent: 10 }, successPercent: 90, bakeMinutes: 0, maxErrors: '2' },
      { name: 'five', members: { kind: 'count', count: 5 }, successPercent: 100, bakeMinutes: 0 },
      { name: 'rest', members: { kind: 'rest' }, successPercent: 80, bakeMinutes: 0 },
    ],
    sameVersions: false,
    decideHours: 12,
  },
  window: { windowIds: ['mw-1'], atEnd: 'CANCEL' },
  reboot: { option: 'ALWAYS', windowIds: ['mw-2'], atEnd: 'CANCEL' },
  power: 'WAKE',
  deliverySeconds: 900,
} as const;

describe('the job of the form', () => {
  it('is the one that the form was opened with, until somebody changes it', () => {
    const { id, ...spec } = job;
    const given = job as unknown as ScheduledJob;
    expect(id).toBe('job-1');
    expect(jobOf(draftOfJob(given, empty, 'cmp-0'), around)).toEqual(spec);
  });

  it('takes a description away when it is emptied', () => {
    const draft = draftOfJob(job as unknown as ScheduledJob, empty, 'cmp-0');
    expect(jobOf({ ...draft, description: ' ' }, around)).toMatchObject({ description: '' });
  });

  it('keeps targets that the form cannot show', () => {
    const targets = { groupIds: ['mig-1'], labels: { env: 'prod' } };
    const given = { ...job, targets } as unknown as ScheduledJob;
    expect(jobOf(draftOfJob(given, empty, 'cmp-0'), around)?.targets).toEqual(targets);
  });

  it('asks for security updates at any time, restarting where it is needed, unless told otherwise', () => {
    expect(jobOf(whole, around)).toMatchObject({
      action: { kind: 'update-by-type', types: ['SECURITY'] },
      targets: { compartmentId: 'cmp-0', recursive: true },
      schedule: { kind: 'repeat', every: 'WEEK' },
      window: null,
      waves: null,
      reboot: { option: 'IF_NEEDED' },
      power: 'LEAVE',
    });
  });

  it('holds to the window that it follows, until somebody chooses otherwise', () => {
    const follow = (draft: JobDraft, windowId: string) =>
      withSchedule(draft, { ...draft.schedule, kind: 'window', windowId });
    const followed = follow(follow(whole, ''), 'mw-1');
    expect(jobOf(followed, around)?.window).toEqual({ atEnd: 'FINISH', windowIds: ['mw-1'] });
    expect(jobOf(follow(followed, 'mw-2'), around)?.window).toMatchObject({ windowIds: ['mw-2'] });
    const free: JobDraft = { ...followed, windowMode: 'any' };
    expect(jobOf(follow(free, 'mw-2'), around)?.window).toBeNull();
    const others: JobDraft = { ...followed, windowIds: ['mw-8', 'mw-9'] };
    expect(jobOf(follow(others, 'mw-2'), around)?.window).toMatchObject({ windowIds: ['mw-8', 'mw-9'] });
  });

  it.each<Partial<JobDraft>>([
    { name: ' ' },
    { types: [] },
    { action: 'install-packages' },
    { action: 'document', documentName: 'Say-It' },
    { targets: empty.targets },
    { windowMode: 'named' },
    { schedule: { ...empty.schedule, start: '' } },
    { waves: [emptyWave('a', '')] },
    { waves: [emptyWave('a', 'canary', 'label')] },
  ])('waits for what is missing in %j', (change) => {
    expect(jobOf({ ...whole, ...change }, around)).toBeNull();
  });

  it('takes packages however they are parted, and no restart of a document', () => {
    const install = jobOf({ ...whole, action: 'install-packages', packages: 'vim, jq\ncurl=8\n' }, around);
    expect(install?.action).toEqual({ kind: 'install-packages', packages: ['vim', 'jq', 'curl=8'] });
    const run = jobOf({ ...whole, action: 'document', documentName: 'Say-It' }, { root: 'cmp-0', parameters: [] });
    expect(run).toMatchObject({ action: { kind: 'document', documentName: 'Say-It', parameters: {} }, reboot: null });
  });
});

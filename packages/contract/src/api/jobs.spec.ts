import { expect, it } from 'vitest';
import { CreateJobRequest } from './jobs.ts';

const faultsOf = (body: object) =>
  CreateJobRequest.safeParse(body).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

const job = {
  name: 'nightly',
  action: { kind: 'update-all' },
  targets: { labels: { env: 'production' } },
};

it.each([
  [{ schedule: { kind: 'never' } }, /^schedule.kind: .*'once' \| 'repeat' \| 'rrule' \| 'cron' \| 'now' \| 'window'$/],
  [{ schedule: { kind: 'window' } }, /^schedule.windowId: /],
  [
    { schedule: { kind: 'repeat', every: 'MONTH', start: '2026-12-08T22:00', timezone: 'UTC', monthDay: 'SOON' } },
    /^schedule.monthDay: a day of the month is 1 to 31, or LAST$/,
  ],
  [
    { schedule: { kind: 'now' }, description: ' \n' },
    /^description: 1 to 500 printable characters, without space at either end$/,
  ],
])('names the field that is wrong in %j, and what it may be', (fields, fault) => {
  expect(faultsOf({ ...job, ...fields })).toEqual([expect.stringMatching(fault)]);
});

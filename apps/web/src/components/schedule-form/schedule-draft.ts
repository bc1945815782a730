import type { JobSchedule, Schedule } from '@rustine/sdk';

export const scheduleKinds = ['now', 'once', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'rrule', 'cron', 'window'] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

export const ordinals = ['1', '2', '3', '4', '5', 'LAST'] as const;
export type Ordinal = (typeof ordinals)[number];

type Repeat = Extract<Schedule, { kind: 'repeat' }>;

/** A schedule while it is written. What belongs to another kind is kept until it is chosen again. */
export interface ScheduleDraft {
  readonly kind: ScheduleKind;
  /** Local, without an offset, as `<input type="datetime-local">` has it. With `once` the time itself. */
  readonly start: string;
  readonly timezone: string;
  readonly until: string;
  readonly interval: number;
  /** None: the weekday of the start. */
  readonly weekdays: readonly Weekday[];
  readonly monthBy: 'day' | 'nth';
  /** 1 to 31, or `LAST`. */
  readonly monthDay: string;
  readonly which: Ordinal;
  readonly weekday: Weekday;
  readonly rrule: string;
  readonly cron: string;
  readonly offsetDays: number;
  readonly windowId: string;
}

/** Nightly at ten from `day` on, YYYY-MM-DD: what a person sees first. */
export function emptySchedule(day: string, timezone: string): ScheduleDraft {
  return {
    kind: 'WEEK',
    start: `${day}T22:00`,
    timezone,
    until: '',
    interval: 1,
    weekdays: [],
    monthBy: 'nth',
    monthDay: '1',
    which: '2',
    weekday: 'TU',
    rrule: 'FREQ=MONTHLY;BYDAY=2TU',
    cron: '0 22 * * 5',
    offsetDays: 0,
    windowId: '',
  };
}

/** `empty` fills what the schedule does not say. */
export function draftOfSchedule(schedule: JobSchedule, empty: ScheduleDraft): ScheduleDraft {
  if (schedule.kind === 'now') return { ...empty, kind: 'now' };
  if (schedule.kind === 'window') return { ...empty, kind: 'window', windowId: schedule.windowId };
  const { timezone } = schedule;
  if (schedule.kind === 'once') return { ...empty, kind: 'once', start: schedule.at, timezone };
  const { start = '', until = '', offsetDays = 0 } = schedule;
  const common = { ...empty, timezone, start, until, offsetDays };
  if (schedule.kind === 'rrule') return { ...common, kind: 'rrule', rrule: schedule.rrule };
  if (schedule.kind === 'cron') return { ...common, kind: 'cron', cron: schedule.cron };
  const { every: kind, interval = 1, weekdays: named = [], monthDay, nth } = schedule;
  return {
    ...common,
    kind,
    interval,
    weekdays: named,
    monthBy: nth === undefined ? 'day' : 'nth',
    monthDay: String(monthDay ?? Number(start.slice(8, 10))),
    which: ordinals.find((each) => each === String(nth?.which)) ?? empty.which,
    weekday: nth?.weekday ?? empty.weekday,
  };
}

/** The schedule as the API takes it; null while it cannot be one. Whether it ever runs is the server's to say. */
export function scheduleOf(draft: ScheduleDraft): JobSchedule | null {
  const { kind, timezone, windowId } = draft;
  const start = draft.start.trim();
  const cron = draft.cron.trim();
  const rrule = draft.rrule.trim();
  const shared = {
    timezone,
    ...(draft.until !== '' && { until: draft.until }),
    ...(draft.offsetDays !== 0 && { offsetDays: draft.offsetDays }),
  };
  if (kind === 'now') return { kind };
  if (kind === 'window') return windowId === '' ? null : { kind, windowId };
  if (kind === 'cron') return cron === '' ? null : { kind, cron, ...(start !== '' && { start }), ...shared };
  if (start === '') return null;
  if (kind === 'once') return { kind, at: start, timezone };
  if (kind === 'rrule') return rrule === '' ? null : { kind, rrule, start, ...shared };
  return { kind: 'repeat', every: kind, interval: draft.interval, start, ...shared, ...daysOf(draft) };
}

function daysOf(draft: ScheduleDraft): Pick<Repeat, 'weekdays' | 'monthDay' | 'nth'> {
  if (draft.kind === 'WEEK' && draft.weekdays.length > 0)
    return { weekdays: weekdays.filter((day) => draft.weekdays.includes(day)) };
  if (draft.kind !== 'MONTH') return {};
  if (draft.monthBy === 'day') return { monthDay: draft.monthDay === 'LAST' ? 'LAST' : Number(draft.monthDay) };
  return { nth: { which: whichOf(draft.which), weekday: draft.weekday } };
}

type Which = NonNullable<Repeat['nth']>['which'];

function whichOf(ordinal: Ordinal): Which {
  return ordinal === 'LAST' ? 'LAST' : (Number(ordinal) as Which);
}

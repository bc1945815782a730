import { z } from 'zod';
import { plainLine } from './plain-text.ts';

/** IANA name such as Europe/Paris. Whether there is such a zone is checked where the zones are known (`checkSchedule`). */
export const TimeZone = plainLine(64);

/** 31 February would silently become 3 March. */
function isOnTheCalendar(text: string): boolean {
  const read = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 10) === text.slice(0, 10);
}

/** What a clock on the wall shows, without an offset, 1970 to 2199: `2026-12-08T22:00` or with seconds. */
export const LocalTime = z
  .string()
  .regex(
    /^(19[7-9]\d|2[01]\d\d)-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
    'a time is YYYY-MM-DDTHH:MM, from 1970 to 2199, without an offset: the time zone is named apart from it',
  )
  .refine(isOnTheCalendar, 'there is no such day on the calendar');

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const Weekday = z.enum(weekdays);
export type Weekday = z.infer<typeof Weekday>;

export const scheduleUnits = ['HOUR', 'DAY', 'WEEK', 'MONTH'] as const;
export const ScheduleUnit = z.enum(scheduleUnits);
export type ScheduleUnit = z.infer<typeof ScheduleUnit>;

/** A day of the month; 29 to 31 mean the last day of a month that is shorter. */
export const MonthDay = z.union([z.int().min(1).max(31), z.literal('LAST')], 'a day of the month is 1 to 31, or LAST');
export type MonthDay = z.infer<typeof MonthDay>;

export const NthWeekday = z.strictObject({
  which: z.literal([1, 2, 3, 4, 5, 'LAST']),
  weekday: Weekday,
});
export type NthWeekday = z.infer<typeof NthWeekday>;

/** Calendar days by which each run lies after (or before) the day that the pattern names: Patch Tuesday plus 3. */
const OffsetDays = z.int().min(-31).max(31);

const when = {
  timezone: TimeZone,
  /** No run is later. */
  until: LocalTime.optional(),
};

const OnceSchedule = z.strictObject({ kind: z.literal('once'), at: LocalTime, timezone: TimeZone });

const RepeatSchedule = z.strictObject({
  kind: z.literal('repeat'),
  every: ScheduleUnit,
  interval: z.int().min(1).max(1000).default(1),
  /** Gives the time of day, and the day where none is named below. No run is earlier. */
  start: LocalTime,
  ...when,
  /** Of WEEK only. */
  weekdays: z.array(Weekday).min(1).max(7).optional(),
  /** Of MONTH only. */
  monthDay: MonthDay.optional(),
  /** Of MONTH only. A fifth weekday that a month does not have is left out. */
  nth: NthWeekday.optional(),
  offsetDays: OffsetDays.optional(),
});

const RuleSchedule = z.strictObject({
  kind: z.literal('rrule'),
  /** The value of one RRULE of RFC 5545, such as `FREQ=MONTHLY;BYDAY=2TU`. */
  rrule: plainLine(500),
  /** DTSTART. A start that does not match the rule is no run. */
  start: LocalTime,
  ...when,
  offsetDays: OffsetDays.optional(),
});

const CronSchedule = z.strictObject({
  kind: z.literal('cron'),
  /** Five fields, or a name such as `@daily`. */
  cron: plainLine(200),
  start: LocalTime.optional(),
  ...when,
  offsetDays: OffsetDays.optional(),
});

/** When something happens, once or again and again, on the wall clock of a time zone. */
export const Schedule = z
  .discriminatedUnion('kind', [OnceSchedule, RepeatSchedule, RuleSchedule, CronSchedule])
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;
export type RepeatSchedule = z.infer<typeof RepeatSchedule>;

/**
 * Which rules a schedule depends on. GAP: a time that the clock skips is moved forward by what it skips. OVERLAP: a time
 * that comes twice runs once, at the first. ELAPSED: steps are real hours or minutes, whatever the clock does.
 * CLOCK_HOURS: several runs a day are read on the wall clock, so the hour that comes twice has one run and not two.
 * MONTH_END: a shorter month has its run on its last day. SHORT_MONTHS: a month or year without the day has no run.
 */
export const scheduleRules = ['GAP', 'OVERLAP', 'ELAPSED', 'CLOCK_HOURS', 'MONTH_END', 'SHORT_MONTHS'] as const;
export const ScheduleRule = z.enum(scheduleRules);
export type ScheduleRule = z.infer<typeof ScheduleRule>;

/** On which days a `repeat` falls. */
export const ScheduleDays = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('WEEKDAYS'), weekdays: z.array(Weekday) }),
  z.object({ kind: z.literal('MONTH_DAY'), day: MonthDay }),
  z.object({ kind: z.literal('NTH_WEEKDAY'), ...NthWeekday.shape }),
]);
export type ScheduleDays = z.infer<typeof ScheduleDays>;

/** A schedule in parts that each language puts into words of its own. */
export const ScheduleSummary = z
  .object({
    kind: z.enum(['once', 'repeat', 'rrule', 'cron']),
    timezone: z.string(),
    /** Of `repeat`: how often; else null. */
    every: ScheduleUnit.nullable(),
    interval: z.int().nullable(),
    /** Of `repeat`; null when the unit alone says it. */
    days: ScheduleDays.nullable(),
    /** HH:MM or HH:MM:SS, of `once` and of a `repeat` by days; else null. */
    time: z.string().nullable(),
    /** The rule as it was given, of `rrule` and `cron`. */
    text: z.string().nullable(),
    start: z.string().nullable(),
    until: z.string().nullable(),
    offsetDays: z.int(),
    rules: z.array(ScheduleRule),
  })
  .meta({ id: 'ScheduleSummary' });
export type ScheduleSummary = z.infer<typeof ScheduleSummary>;

/** Why a run is not simply at the time that was asked for. */
export const MovedOccurrence = z.object({
  /** The wall-clock time that the schedule names. */
  asked: z.string(),
  rule: z.enum(['GAP', 'OVERLAP']),
  /** The rule in an English sentence. */
  words: z.string(),
});

export const ScheduledOccurrence = z
  .object({
    at: z.iso.datetime(),
    /** What the clock on the wall shows at that instant: YYYY-MM-DDTHH:MM:SS. */
    local: z.string(),
    /** Of local time from UTC, such as `+01:00`. */
    offset: z.string(),
    moved: MovedOccurrence.nullable(),
  })
  .meta({ id: 'ScheduledOccurrence' });
export type ScheduledOccurrence = z.infer<typeof ScheduledOccurrence>;

export const PreviewScheduleRequest = z
  .strictObject({
    schedule: Schedule,
    /** Runs later than this instant; now when it is left out. */
    after: z.iso.datetime().optional(),
    count: z.int().min(1).max(200).default(10),
  })
  .meta({ id: 'PreviewScheduleRequest' });
export type PreviewScheduleRequest = z.infer<typeof PreviewScheduleRequest>;

export const SchedulePreview = z
  .object({
    summary: ScheduleSummary,
    /** What a `repeat` compiles to, and an `rrule` itself; null for `once` and `cron`. */
    rrule: z.string().nullable(),
    occurrences: z.array(ScheduledOccurrence),
    /** No run comes after these, in 40 years at least. */
    ends: z.boolean(),
  })
  .meta({ id: 'SchedulePreview' });
export type SchedulePreview = z.infer<typeof SchedulePreview>;

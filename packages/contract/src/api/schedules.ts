import { z } from 'zod';

/** A name of the IANA time zone database, as `Europe/Paris`. */
export const TimeZone = z.string().min(1).max(64);

/** A time of the wall clock, without offset: `2026-03-29T02:30`, with seconds if need be. */
export const LocalTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'a local time as 2026-03-29T02:30');

export const Weekday = z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']);

const recurring = { until: LocalTime.optional(), timezone: TimeZone, offsetDays: z.int().min(-31).max(31).optional() };

export const Schedule = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('once'), at: LocalTime, timezone: TimeZone }),
    z.strictObject({
      kind: z.literal('repeat'),
      every: z.enum(['HOUR', 'DAY', 'WEEK', 'MONTH']),
      interval: z.int().min(1).max(1000).default(1),
      start: LocalTime,
      weekdays: z.array(Weekday).min(1).max(7).optional(),
      monthDay: z.union([z.int().min(1).max(31), z.literal('LAST')]).optional(),
      nth: z.strictObject({ which: z.union([z.int().min(1).max(5), z.literal('LAST')]), weekday: Weekday }).optional(),
      ...recurring,
    }),
    z.strictObject({ kind: z.literal('rrule'), rrule: z.string().min(1).max(500), start: LocalTime, ...recurring }),
    z.strictObject({
      kind: z.literal('cron'),
      cron: z.string().min(1).max(200),
      start: LocalTime.optional(),
      ...recurring,
    }),
  ])
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

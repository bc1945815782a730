import { z } from 'zod';
import { CompartmentId, FreezeId, WindowId } from '../ids.ts';
import { Instant } from './instant.ts';
import { plainLine, plainLineOrNone } from './plain-text.ts';
import { Schedule, TimeZone } from './schedules.ts';
import { Targets } from './targets.ts';

/** A window may be open for a week at most, so that "is it open" never has to look further back. */
export const WINDOW_MINUTES_MAX = 7 * 24 * 60;

/** What the agents of a window's instances do with the automatic updates that the operating system makes by itself. */
export const AutomaticUpdatesPolicy = z.enum(['LEAVE', 'OFF_OUTSIDE', 'OFF']);
export type AutomaticUpdatesPolicy = z.infer<typeof AutomaticUpdatesPolicy>;

/** One time that a window is open. Nothing starts from `cutoffAt` on. */
export const WindowOccurrence = z
  .object({ opensAt: z.iso.datetime(), cutoffAt: z.iso.datetime(), closesAt: z.iso.datetime() })
  .meta({ id: 'WindowOccurrence' });
export type WindowOccurrence = z.infer<typeof WindowOccurrence>;

const windowSpec = {
  name: plainLine(100),
  description: plainLineOrNone(500).optional(),
  /** When it opens. */
  schedule: Schedule,
  durationMinutes: z.int().min(1).max(WINDOW_MINUTES_MAX),
  /** Minutes before its end from which on nothing new starts. */
  cutoffMinutes: z.int().min(0).max(WINDOW_MINUTES_MAX),
  /** The instances that it covers. */
  targets: Targets,
  automaticUpdates: AutomaticUpdatesPolicy,
  enabled: z.boolean(),
};

export const MaintenanceWindow = z
  .object({
    id: WindowId,
    compartmentId: CompartmentId,
    ...windowSpec,
    description: z.string(),
    /** Open at this moment, or null. */
    current: WindowOccurrence.nullable(),
    /** The next time that it opens; null when it never does again. */
    next: WindowOccurrence.nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'MaintenanceWindow' });
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

export const CreateWindowRequest = z
  .strictObject({
    ...windowSpec,
    compartmentId: CompartmentId.optional(),
    cutoffMinutes: windowSpec.cutoffMinutes.default(0),
    automaticUpdates: AutomaticUpdatesPolicy.default('LEAVE'),
    enabled: z.boolean().default(true),
  })
  .refine(({ cutoffMinutes, durationMinutes }) => cutoffMinutes < durationMinutes, {
    path: ['cutoffMinutes'],
    error: 'the cut-off leaves no time: it must be shorter than the window',
  })
  .meta({ id: 'CreateWindowRequest' });
export type CreateWindowRequest = z.infer<typeof CreateWindowRequest>;

/** What is not named stays as it is. */
export const UpdateWindowRequest = z
  .strictObject({ ...windowSpec, compartmentId: CompartmentId })
  .partial()
  .meta({ id: 'UpdateWindowRequest' });
export type UpdateWindowRequest = z.infer<typeof UpdateWindowRequest>;

/** A time in which nothing may be changed. */
export const FreezePeriod = z
  .object({ from: z.iso.datetime(), to: z.iso.datetime(), summary: z.string() })
  .meta({ id: 'FreezePeriod' });
export type FreezePeriod = z.infer<typeof FreezePeriod>;

/** Characters of a calendar that is given as text, and bytes of one that is read from a URL. */
export const CALENDAR_TEXT_MAX = 1_000_000;

/**
 * Dates, or a calendar (RFC 5545) whose events are the freeze: read from a URL again and again, or once as text.
 * `timezone` is where its whole days begin, and that of times without one; else the calendar's X-WR-TIMEZONE, else UTC.
 */
export const FreezeSource = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('dates'), from: Instant, to: Instant }),
    z.strictObject({
      kind: z.literal('ical-url'),
      url: z.url({ protocol: /^https?$/, error: 'give an address of http or https' }).max(2000),
      timezone: TimeZone.optional(),
    }),
    z.strictObject({
      kind: z.literal('ical'),
      text: z.string().min(1).max(CALENDAR_TEXT_MAX),
      timezone: TimeZone.optional(),
    }),
  ])
  .meta({ id: 'FreezeSource' });
export type FreezeSource = z.infer<typeof FreezeSource>;

const freezeSpec = {
  name: plainLine(100),
  reason: plainLineOrNone(500).optional(),
  source: FreezeSource,
  enabled: z.boolean(),
};

export const Freeze = z
  .object({
    id: FreezeId,
    /** It holds for this compartment and all below it; for everything when it is the root. */
    compartmentId: CompartmentId,
    name: z.string(),
    reason: z.string(),
    /** A calendar that was given as text is not shown again. */
    source: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('dates'), from: z.iso.datetime(), to: z.iso.datetime() }),
      z.object({ kind: z.literal('ical-url'), url: z.string(), timezone: z.string().nullable() }),
      z.object({ kind: z.literal('ical'), timezone: z.string().nullable() }),
    ]),
    enabled: z.boolean(),
    /** It holds at this moment. */
    active: z.boolean(),
    /** The period that holds now and those to come, the soonest first, at most 20. */
    periods: z.array(FreezePeriod),
    /** When its calendar was last read, and why that failed the last time, if it did: the periods read before still hold. */
    readAt: z.iso.datetime().nullable(),
    readFault: z.string(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Freeze' });
export type Freeze = z.infer<typeof Freeze>;

export const CreateFreezeRequest = z
  .strictObject({ ...freezeSpec, compartmentId: CompartmentId.optional(), enabled: z.boolean().default(true) })
  .meta({ id: 'CreateFreezeRequest' });
export type CreateFreezeRequest = z.infer<typeof CreateFreezeRequest>;

export const UpdateFreezeRequest = z
  .strictObject({ ...freezeSpec, compartmentId: CompartmentId })
  .partial()
  .meta({ id: 'UpdateFreezeRequest' });
export type UpdateFreezeRequest = z.infer<typeof UpdateFreezeRequest>;

/** Goes ahead although a freeze holds. It is kept with the work request and audited. */
export const FreezeOverride = z.strictObject({ reason: plainLine(500) }).meta({ id: 'FreezeOverride' });
export type FreezeOverride = z.infer<typeof FreezeOverride>;

/** What becomes of an instance that is still at work when its window closes. */
export const AtWindowEnd = z.enum(['FINISH', 'CANCEL']);
export type AtWindowEnd = z.infer<typeof AtWindowEnd>;

/**
 * Work that must hold to windows: each instance starts only while one of `windowIds` that covers it is open, or any
 * window that covers it when none are named. One that cannot is SKIPPED.
 */
export const WindowRule = z
  .strictObject({
    windowIds: z.array(WindowId).min(1).max(20).optional(),
    atEnd: AtWindowEnd.default('FINISH'),
  })
  .meta({ id: 'WindowRule' });
export type WindowRule = z.infer<typeof WindowRule>;

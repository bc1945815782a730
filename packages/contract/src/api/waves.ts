import { z } from 'zod';
import { WorkRequestId } from '../ids.ts';
import { InvocationState } from '../states.ts';
import { Labels } from './labels.ts';
import { plainLine } from './plain-text.ts';

/** Who is in a wave, of the targets that no earlier wave took. Percent are of all targets, rounded up to one at least. */
export const WaveMembers = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('label'),
      labels: Labels.refine((labels) => Object.keys(labels).length > 0, 'name at least one label'),
    }),
    z.strictObject({ kind: z.literal('percent'), percent: z.int().min(1).max(100) }),
    z.strictObject({ kind: z.literal('count'), count: z.int().min(1).max(100_000) }),
    z.strictObject({ kind: z.literal('rest') }),
  ])
  .meta({ id: 'WaveMembers' });
export type WaveMembers = z.infer<typeof WaveMembers>;

/** A document that must succeed on the instances of a wave before the next one begins. */
export const HealthCheck = z
  .strictObject({
    documentName: z.string().min(1).max(128),
    documentVersion: z.int().min(1).max(2_147_483_647).optional(),
    parameters: z.record(z.string(), z.array(z.string())).default({}),
  })
  .meta({ id: 'HealthCheck' });
export type HealthCheck = z.infer<typeof HealthCheck>;

export const Wave = z
  .strictObject({
    name: plainLine(60),
    members: WaveMembers,
    /** Percent of its instances that must have succeeded for the next wave to begin. */
    successPercent: z.int().min(0).max(100).default(100),
    /** Errors that the wave bears before it stops at once, a number or percent of its instances; by the success percent alone unless given. */
    maxErrors: z
      .string()
      .max(7)
      .regex(/^(0|[1-9][0-9]*|0%|[1-9][0-9]?%|100%)$/, 'a whole number of at least 0, or 0% to 100%')
      .optional(),
    /** Minutes to wait after the wave, before its health check. */
    bakeMinutes: z.int().min(0).max(10_080).default(0),
    healthCheck: HealthCheck.optional(),
  })
  .meta({ id: 'Wave' });
export type Wave = z.infer<typeof Wave>;

/** Waves one after another. What no wave takes forms a last one, `rest`. */
export const WavePlan = z
  .strictObject({
    waves: z.array(Wave).min(1).max(20),
    /** The later waves install exactly the versions that the first one installed; for documents of patching alone. */
    sameVersions: z.boolean().default(true),
    /** Hours that a failed wave waits for a person before what is left is canceled. */
    decideHours: z.int().min(1).max(720).default(72),
  })
  .refine(({ waves }) => waves.slice(0, -1).every(({ members }) => members.kind !== 'rest'), {
    path: ['waves'],
    error: 'only the last wave can be the rest',
  })
  .refine(({ waves }) => new Set(waves.map(({ name }) => name)).size === waves.length, {
    path: ['waves'],
    error: 'each wave needs a name of its own',
  })
  .meta({ id: 'WavePlan' });
export type WavePlan = z.infer<typeof WavePlan>;

/**
 * WAITING for the one before it. RUNNING. BAKING: it ended well, and time passes. CHECKING: its health check runs.
 * SUCCEEDED: the next may begin. FAILED: the rest waits for a person, who resumes or aborts. SKIPPED: nothing of it ran.
 */
export const waveStates = ['WAITING', 'RUNNING', 'BAKING', 'CHECKING', 'SUCCEEDED', 'FAILED', 'SKIPPED'] as const;
export const WaveState = z.enum(waveStates);
export type WaveState = z.infer<typeof WaveState>;

export const WorkWave = z
  .object({
    /** From 0. */
    position: z.int(),
    name: z.string(),
    state: WaveState,
    reason: z.string(),
    counts: z.partialRecord(InvocationState, z.int()),
    /** Instances in it. */
    size: z.int(),
    /** Of a retry: those of the wave that succeeded before and are not run again. They count for its percent. */
    succeededBefore: z.int().default(0),
    successPercent: z.int(),
    bakeMinutes: z.int(),
    bakeUntil: z.iso.datetime().nullable(),
    healthCheck: HealthCheck.nullable(),
    healthCheckWorkRequestId: WorkRequestId.nullable(),
    /** How many package versions it was bound to by the first wave; null when it was not. */
    pinnedVersions: z.int().nullable(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WorkWave' });
export type WorkWave = z.infer<typeof WorkWave>;

import { z } from 'zod';

/**
 * FITS: nine times of ten each instance has begun before the cut-off of its window, and ended before that closes.
 * AT_RISK: every other time. UNLIKELY: less often. UNKNOWN: too little is known of earlier runs. NO_WINDOW: it holds to
 * none. SKIPPED: none of its instances may start then, because no window is open for it or a freeze holds. NO_TARGETS:
 * nobody is among its targets.
 */
export const ForecastVerdict = z.enum(['FITS', 'AT_RISK', 'UNLIKELY', 'UNKNOWN', 'NO_WINDOW', 'SKIPPED', 'NO_TARGETS']);
export type ForecastVerdict = z.infer<typeof ForecastVerdict>;

/** What takes time, of which earlier runs tell nothing: the health checks after waves, that machines that are off come up, that they are put back. */
export const ForecastGap = z.enum(['HEALTH_CHECKS', 'WAKING', 'PUTTING_BACK']);
export type ForecastGap = z.infer<typeof ForecastGap>;

/** How long an execution will take over all of its waves, from the durations of earlier runs on the same instances. */
export const Forecast = z
  .object({
    verdict: ForecastVerdict,
    /** Seconds from its start to its end, which half of the simulated executions, and nine of ten, keep. Null when unknown. */
    p50Seconds: z.int().nullable(),
    p90Seconds: z.int().nullable(),
    /** What the seconds do not count: it takes longer. Left out by earlier releases. */
    leftOut: z.array(ForecastGap).optional(),
    startsAt: z.iso.datetime(),
    /** When the first of their windows lets nothing start any more; null without one, left out by earlier releases. */
    windowCutoffAt: z.iso.datetime().nullable().optional(),
    /** When the first of their windows closes; null without one. */
    windowClosesAt: z.iso.datetime().nullable(),
    /** Instances, and how many of them have run this before. */
    instances: z.int(),
    withHistory: z.int(),
    /** How many of the instances may not start then, because no window is open for them or a freeze holds. Left out by earlier releases. */
    skipped: z.object({ closed: z.int(), frozen: z.int() }).optional(),
    madeAt: z.iso.datetime(),
  })
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof Forecast>;

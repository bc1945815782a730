import { z } from 'zod';

/** FITS: nine times of ten all has begun before the cut-off and ended before the window closes. AT_RISK: every other time. UNLIKELY: less often. UNKNOWN: too little is known of earlier runs. */
export const ForecastVerdict = z.enum(['FITS', 'AT_RISK', 'UNLIKELY', 'UNKNOWN', 'NO_WINDOW']);
export type ForecastVerdict = z.infer<typeof ForecastVerdict>;

/** How long an execution will take over all of its waves, from the durations of earlier runs on the same instances. */
export const Forecast = z
  .object({
    verdict: ForecastVerdict,
    /** Seconds from its start to its end, which half of the simulated executions, and nine of ten, keep. Null when unknown. */
    p50Seconds: z.int().nullable(),
    p90Seconds: z.int().nullable(),
    startsAt: z.iso.datetime(),
    /** When that window lets nothing start any more; null without one, left out by earlier releases. */
    windowCutoffAt: z.iso.datetime().nullable().optional(),
    /** When the window closes that it must fit in; null without one. */
    windowClosesAt: z.iso.datetime().nullable(),
    /** Instances, and how many of them have run this before. */
    instances: z.int(),
    withHistory: z.int(),
    madeAt: z.iso.datetime(),
  })
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof Forecast>;

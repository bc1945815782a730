import { z } from 'zod';

/** LEAVE: who is off stays off. WAKE: it is started for the run and put back afterwards as it was found. */
export const PowerRule = z.enum(['LEAVE', 'WAKE']);
export type PowerRule = z.infer<typeof PowerRule>;

import { z } from 'zod';

/** What an agent is to do about the updates that the operating system makes by itself: leave them as they are, or hold them off. */
export const automaticUpdatesWishes = ['LEAVE', 'HOLD'] as const;
export const AutomaticUpdatesWish = z.enum(automaticUpdatesWishes);
export type AutomaticUpdatesWish = z.infer<typeof AutomaticUpdatesWish>;

/**
 * What holds on the machine. HELD: all that starts such updates is off. LEFT: it is as its owner has it. FAILED: some of
 * it could not be turned off, or put back; the message says what and why, and the agent tries again.
 */
export const automaticUpdatesStates = ['HELD', 'LEFT', 'FAILED'] as const;
export const AutomaticUpdates = z
  .object({ state: z.enum(automaticUpdatesStates), message: z.string().max(2000) })
  .meta({ id: 'AutomaticUpdates' });
export type AutomaticUpdates = z.infer<typeof AutomaticUpdates>;

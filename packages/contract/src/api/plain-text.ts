import { z } from 'zod';

/** Text that PostgreSQL can hold in JSON too: half a surrogate pair is no character. */
export const wellFormed = z.string().refine((text) => text.isWellFormed(), 'holds half a character');

/** One line for people to read, 1 to `max` characters, without space at either end. */
export function plainLine(max: number) {
  return wellFormed
    .min(1)
    .max(max)
    .regex(
      /^[^\s\u0000-\u001f\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f\u2028\u2029]*[^\s\u0000-\u001f\u007f-\u009f])?$/,
      `1 to ${max} printable characters, without space at either end`,
    );
}

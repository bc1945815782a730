import { z } from 'zod';

/** Text that PostgreSQL can hold in JSON too: half a surrogate pair is no character. */
export const wellFormed = z.string().refine((text) => text.isWellFormed(), 'holds half a character');

/** Characters that no line of text has, as a part of a character class. */
export const CONTROLS = String.raw`\u0000-\u001f\u007f-\u009f`;

/** One line for people to read, 1 to `max` characters, without space at either end. */
export function plainLine(max: number) {
  return wellFormed
    .min(1)
    .max(max)
    .regex(
      new RegExp(`^[^\\s${CONTROLS}]([^${CONTROLS}\\u2028\\u2029]*[^\\s${CONTROLS}])?$`),
      `1 to ${max} printable characters, without space at either end`,
    );
}

/** One line as `plainLine` has it, or none: the empty text takes away what was there. */
export function plainLineOrNone(max: number) {
  return z.union([z.literal(''), plainLine(max)]);
}

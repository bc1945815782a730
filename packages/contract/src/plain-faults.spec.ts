import { expect, it } from 'vitest';
import { z } from 'zod';
import './plain-faults.ts';

const messageOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message;

it.each([
  [z.int().min(1), 0, 'give at least 1'],
  [z.int().max(31), 400, 'give at most 31'],
  [z.string().min(1), '', 'it may not be empty'],
  [z.string().max(3), 'four', 'give at most 3 characters'],
  [z.array(z.string()).min(2), [], 'give at least 2'],
  [z.enum(['LEAVE', 'WAKE']), 'ON', 'give one of LEAVE, WAKE'],
  [z.strictObject({}), { regon: 'x' }, 'there is no regon'],
  [z.object({ name: z.string() }), {}, 'it is missing'],
  [z.int().min(1, 'a count'), 0, 'a count'],
])('a fault of %o with %o says what to give', (schema, value, message) => {
  expect(messageOf(schema, value)).toBe(message);
});

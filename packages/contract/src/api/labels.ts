import { z } from 'zod';
import { CONTROLS, wellFormed } from './plain-text.ts';

/** As `team`, `env`, `app.example.org/tier`: lower case, so that two spellings of one key cannot exist. */
export const LABEL_KEY_PATTERN = '^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$';

/** On one instance. */
export const LABELS_MAX = 64;

export const LabelKey = z
  .string()
  .regex(
    new RegExp(LABEL_KEY_PATTERN),
    'a label key has up to 63 lower-case letters, digits and . _ / -, and begins and ends with a letter or digit',
  );
/** May be empty. */
export const LabelValue = wellFormed
  .max(128)
  .regex(new RegExp(`^[^${CONTROLS}\\u2028\\u2029]*$`), 'a label value has up to 128 printable characters');

const fewEnough = (labels: object) => Object.keys(labels).length <= LABELS_MAX;
const tooMany = `at most ${LABELS_MAX} labels`;

/** Without this, what is wrong with a key is told as "Invalid key in record". */
const tellKey = {
  error: (issue: { code?: string | undefined; issues?: unknown }) =>
    issue.code === 'invalid_key' ? (issue.issues as { message: string }[])[0]?.message : undefined,
};

/** What people say of an instance, in key and value. */
export const Labels = z.record(LabelKey, LabelValue, tellKey).refine(fewEnough, tooMany);
export type Labels = z.infer<typeof Labels>;

/** A change of labels: a value sets the label, null takes it away, and labels that it does not name stay (RFC 7396). */
export const LabelChanges = z.record(LabelKey, LabelValue.nullable(), tellKey).refine(fewEnough, tooMany);
export type LabelChanges = z.infer<typeof LabelChanges>;

/** `key=value`, or `key` for any value. */
export const LabelSelector = wellFormed
  .max(192)
  .regex(
    new RegExp(`^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?(=[^${CONTROLS}\\u2028\\u2029]{0,128})?$`),
    'a label is asked for as key=value, or as key for any value',
  );

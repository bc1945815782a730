import { z } from 'zod';

/** As `team`, `env`, `app.example.org/tier`: lower case, so that two spellings of one key cannot exist. */
export const labelKeyPattern = '^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$';
/** Up to 128 characters that can be printed; no control, format or line-breaking character. May be empty. */
export const labelValuePattern = String.raw`^[^\p{C}\p{Zl}\p{Zp}]{0,128}$`;

export const LABELS_MAX = 64;

export const LabelKey = z
  .string()
  .regex(
    new RegExp(labelKeyPattern),
    'a label key has up to 63 lower-case letters, digits and . _ / -, and begins and ends with a letter or digit',
  );
export const LabelValue = z
  .string()
  .regex(new RegExp(labelValuePattern, 'u'), 'a label value has up to 128 printable characters');

/** What people say of an instance, in key and value. */
export const Labels = z
  .record(LabelKey, LabelValue)
  .refine((labels) => Object.keys(labels).length <= LABELS_MAX, `at most ${LABELS_MAX} labels`);
export type Labels = z.infer<typeof Labels>;

/** A change of labels: a value sets the label, null takes it away, and labels that it does not name stay (RFC 7396). */
export const LabelChanges = z
  .record(LabelKey, LabelValue.nullable())
  .refine((labels) => Object.keys(labels).length <= LABELS_MAX, `at most ${LABELS_MAX} labels`);
export type LabelChanges = z.infer<typeof LabelChanges>;

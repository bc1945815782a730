import { z } from 'zod';
import { wellFormed } from './plain-text.ts';

/**
 * Parameters of the store, to which documents refer as `{{ssm:name}}`. Names, labels and limits are those of AWS Systems
 * Manager (PutParameter, LabelParameterVersion): letters, digits and `. - _`, or a path of such parts that begins with a
 * slash, at most 15 levels; `aws` and `ssm` are taken as beginnings, whatever their case.
 */
export const PARAMETER_NAME_PATTERN = '^(?!/?([aA][wW][sS]|[sS][sS][mM]))([a-zA-Z0-9_.-]+|(/[a-zA-Z0-9_.-]+){1,15})$';
const ParameterName = z
  .string()
  .max(1011)
  .regex(
    new RegExp(PARAMETER_NAME_PATTERN),
    'a name has letters, digits and . - _, or is a path of such parts (/like/this, at most 15); it does not begin with aws or ssm',
  );

/** Bytes of a value as UTF-8: what an "advanced" parameter of AWS may have. */
export const PARAMETER_VALUE_BYTES_MAX = 8192;
const ParameterValue = wellFormed
  .min(1)
  .refine(
    (value) => new TextEncoder().encode(value).length <= PARAMETER_VALUE_BYTES_MAX,
    `a value has at most ${PARAMETER_VALUE_BYTES_MAX} bytes`,
  );

export const StoredParameterType = z.enum(['String', 'StringList', 'SecureString']);
export type StoredParameterType = z.infer<typeof StoredParameterType>;

/** Versions that are kept of a parameter; the oldest goes when another comes. */
export const PARAMETER_VERSIONS_MAX = 100;

const Label = z
  .string()
  .regex(
    /^(?!([aA][wW][sS]|[sS][sS][mM]))[a-zA-Z_.-][a-zA-Z0-9_.-]{0,99}$/,
    'a label has up to 100 letters, digits and . - _; it begins with no digit, and not with aws or ssm',
  );

/** Any name: one that nothing can have is not found, and that says more than a pattern. */
export const parameterQuery = z.object({ name: z.string().min(1).max(1011) });

const Version = z.int().min(1).max(2_147_483_647);

/** One version of a parameter without its value. */
export const ParameterSummary = z
  .object({
    name: z.string(),
    type: StoredParameterType,
    version: z.int(),
    description: z.string(),
    /** Of this version: `{{ssm:name:label}}` stands for it. */
    labels: z.array(z.string()),
    putBy: z.string(),
    putAt: z.iso.datetime(),
  })
  .meta({ id: 'ParameterSummary' });
export type ParameterSummary = z.infer<typeof ParameterSummary>;

export const ParameterDetail = ParameterSummary.extend({
  /** Null for a SecureString whose value was not asked for. */
  value: z.string().nullable(),
}).meta({ id: 'ParameterDetail' });
export type ParameterDetail = z.infer<typeof ParameterDetail>;

export const PutParameterRequest = z
  .object({
    name: ParameterName,
    /** That of the parameter, which it keeps for ever; String for a new one. */
    type: StoredParameterType.optional(),
    value: ParameterValue,
    /** That of the version before, unless given. */
    description: wellFormed.max(1024).optional(),
  })
  .meta({ id: 'PutParameterRequest' });
export type PutParameterRequest = z.infer<typeof PutParameterRequest>;

/** `isNew` is false when the newest version has this very value and description, which is then the answer. */
export const PutParameterResponse = ParameterSummary.extend({ isNew: z.boolean() }).meta({
  id: 'PutParameterResponse',
});
export type PutParameterResponse = z.infer<typeof PutParameterResponse>;

export const LabelParameterRequest = z
  .object({ name: z.string().min(1).max(1011), version: Version, label: Label })
  .meta({ id: 'LabelParameterRequest' });
export type LabelParameterRequest = z.infer<typeof LabelParameterRequest>;

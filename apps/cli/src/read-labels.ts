import { LABEL_KEY_PATTERN } from '@rustine/contract';
import { readLabel } from '@rustine/domain';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const key = new RegExp(LABEL_KEY_PATTERN);
const keyRule =
  'the key of a label has up to 63 lower-case letters, digits and . _ / -, and begins and ends with a letter or digit';

/** Labels as they are typed, each `key=value`. @throws CliError that quotes the one that is not. */
export function readLabels(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const label = readLabel(text);
      if (label === null)
        throw new CliError(`${option} "${text}" is not of the form key=value, as in env=prod.`, exitCodes.USAGE);
      if (key.test(label[0])) return label;
      throw new CliError(`${option} "${text}": ${keyRule}.`, exitCodes.USAGE);
    }),
  );
}

/** What to change: labels to set and keys to take away. @throws CliError when nothing is named or one is named twice. */
export function readLabelChanges({ set = [], unset = [] }: LabelOptions): Record<string, string | null> {
  const labels = readLabels('--set', set);
  if (set.length + unset.length === 0) {
    throw new CliError('Say what to change: --set key=value, --unset key, or both.', exitCodes.USAGE);
  }
  for (const name of unset) {
    if (!key.test(name)) throw new CliError(`--unset "${name}": ${keyRule}.`, exitCodes.USAGE);
    if (Object.hasOwn(labels, name)) throw new CliError(`"${name}" cannot be set and unset at once.`, exitCodes.USAGE);
  }
  return { ...labels, ...Object.fromEntries(unset.map((name) => [name, null])) };
}

export interface LabelOptions {
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
}

/** Labels as a person reads them. */
export function showLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

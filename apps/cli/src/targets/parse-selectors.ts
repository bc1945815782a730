import { LABEL_KEY_PATTERN } from '@rustine/contract';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** What a person named as targets, sorted by how it was named; names are not looked up yet. */
export interface Selectors {
  /** Ids or host names. */
  readonly instances: readonly string[];
  /** Ids or names. */
  readonly groups: readonly string[];
  /** All of these at once. */
  readonly labels: Readonly<Record<string, string>>;
  /** Id or name. */
  readonly compartment: string | null;
  readonly all: boolean;
}

export const selectorsHelp =
  'ids or host names of instances, group:NAME, label:KEY=VALUE (several: an instance must have all), compartment:NAME, or all';

/**
 * Reads targets as they are typed, each text with one or several separated by commas.
 * @throws CliError that quotes the one that cannot be understood.
 */
export function parseSelectors(texts: readonly string[]): Selectors {
  const instances: string[] = [];
  const groups: string[] = [];
  const labels = new Map<string, string>();
  let compartment: string | null = null;
  let all = false;
  for (const text of texts.flatMap(splitAtCommas)) {
    const [kind, value] = kindOf(text);
    if (value === '') throw usage(`--targets "${text}" names nothing: ${selectorsHelp}.`);
    if (kind === 'all') all = true;
    else if (kind === 'instance') instances.push(value);
    else if (kind === 'group') groups.push(value);
    else if (kind === 'label') addLabel(labels, value);
    else if (compartment === null || compartment === value) compartment = value;
    else throw usage(`--targets names two compartments, "${compartment}" and "${value}": name one that holds both.`);
  }
  if (all && (labels.size > 0 || compartment !== null)) {
    throw usage('--targets all is every instance: name a label or a compartment without it.');
  }
  if (instances.length + groups.length + labels.size === 0 && compartment === null && !all) {
    throw usage(`--targets names nothing: ${selectorsHelp}.`);
  }
  return { instances, groups, labels: Object.fromEntries(labels), compartment, all };
}

/** The value of a label may hold commas, so a label stands alone. */
function splitAtCommas(text: string): string[] {
  if (text.startsWith('label:')) return [text];
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

type Kind = 'instance' | 'group' | 'label' | 'compartment' | 'all';

function kindOf(text: string): readonly [Kind, string] {
  if (text === 'all') return ['all', text];
  for (const kind of ['group', 'label', 'compartment'] as const) {
    if (text.startsWith(`${kind}:`)) return [kind, text.slice(kind.length + 1).trim()];
  }
  return ['instance', text];
}

const labelKey = new RegExp(LABEL_KEY_PATTERN);

function addLabel(labels: Map<string, string>, text: string): void {
  const at = text.indexOf('=');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || !labelKey.test(key)) throw usage(`--targets "label:${text}" is not of the form label:KEY=VALUE.`);
  const other = labels.get(key);
  if (other !== undefined && other !== value) {
    throw usage(`--targets asks for label ${key} to be "${other}" and "${value}" at once, which no instance is.`);
  }
  labels.set(key, value);
}

function usage(message: string): CliError {
  return new CliError(message, exitCodes.USAGE);
}

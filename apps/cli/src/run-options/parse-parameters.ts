import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/**
 * Parameters as the API takes them, each value a list of strings, from texts of three forms: a JSON object, whose values
 * may be one string, number or boolean or a list of those; `@FILE` that holds such an object; or `Name=value`, where a
 * name that is given several times has a list of values. A later text goes before an earlier one of another form. They were
 * given by `option`.
 * @throws CliError that names the parameter at fault.
 */
export async function readParameters(
  texts: readonly string[],
  option = '--parameters',
): Promise<Record<string, string[]>> {
  const parameters = new Map<string, string[]>();
  const paired = new Set<string>();
  for (const text of texts) {
    const pair = /^([A-Za-z0-9_]+)=([\s\S]*)$/.exec(text);
    const [, name, value] = pair ?? [];
    if (name !== undefined && value !== undefined) {
      parameters.set(name, paired.has(name) ? [...(parameters.get(name) ?? []), value] : [value]);
      paired.add(name);
      continue;
    }
    const json = text.startsWith('@') ? await readFileOf(text.slice(1), option) : text;
    for (const [key, values] of Object.entries(parseParameters(json, option))) {
      parameters.set(key, values);
      paired.delete(key);
    }
  }
  return Object.fromEntries(parameters);
}

async function readFileOf(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${option} @${path} cannot be read: ${reason}.`, exitCodes.USAGE, { cause: error });
  }
}

/** The form of JSON alone. */
export function parseParameters(text: string, option = '--parameters'): Record<string, string[]> {
  const value = parseJson(text, option);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliError(`${option} takes a JSON object, such as {"Name": "value"}.`, exitCodes.USAGE);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, given]: [string, unknown]) => {
      const list: unknown[] = Array.isArray(given) ? given : [given];
      return [name, list.map((each) => scalar(name, each, option))];
    }),
  );
}

function parseJson(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const message = `${option} is not JSON (${reason}), nor Name=value, nor @FILE.`;
    throw new CliError(message, exitCodes.USAGE, { cause: error });
  }
}

function scalar(name: string, value: unknown, option: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new CliError(`${option}: "${name}" must be a string or a list of strings.`, exitCodes.USAGE);
}

import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/**
 * Parameters as the API takes them, each value a list of strings, from texts of three forms: a JSON object, whose values
 * may be one string, number or boolean or a list of those; `@FILE` that holds such an object; or `Name=value`, where a
 * name that is given several times has a list of values. A later text goes before an earlier one of another form.
 * @throws CliError that names the parameter at fault.
 */
export async function readParameters(texts: readonly string[]): Promise<Record<string, string[]>> {
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
    const json = text.startsWith('@') ? await readFileOf(text.slice(1)) : text;
    for (const [key, values] of Object.entries(parseParameters(json))) {
      parameters.set(key, values);
      paired.delete(key);
    }
  }
  return Object.fromEntries(parameters);
}

async function readFileOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`--parameters @${path} cannot be read: ${reason}.`, exitCodes.USAGE, { cause: error });
  }
}

/** The form of JSON alone. */
export function parseParameters(text: string): Record<string, string[]> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliError('--parameters takes a JSON object, such as {"Name": "value"}.', exitCodes.USAGE);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, given]: [string, unknown]) => {
      const list: unknown[] = Array.isArray(given) ? given : [given];
      return [name, list.map((each) => scalar(name, each))];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const message = `--parameters is not JSON (${reason}), nor Name=value, nor @FILE.`;
    throw new CliError(message, exitCodes.USAGE, { cause: error });
  }
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new CliError(`--parameters: "${name}" must be a string or a list of strings.`, exitCodes.USAGE);
}

import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';

/**
 * Parameters as the API takes them, each value a list of strings, from a JSON object whose values may be one string,
 * number or boolean or a list of those. @throws CliError that names the parameter at fault.
 */
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
    throw new CliError(`--parameters is not JSON: ${reason}.`, exitCodes.USAGE, { cause: error });
  }
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new CliError(`--parameters: "${name}" must be a string or a list of strings.`, exitCodes.USAGE);
}

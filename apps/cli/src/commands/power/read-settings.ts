import { PowerSettings } from '@rustine/contract';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { readValue } from '../parameter/read-value.ts';

export interface SettingsOptions {
  readonly set?: readonly string[];
  readonly settingsFile?: string;
}

/**
 * The settings that the options describe, over those that there were: first a file's, then each `key=value`.
 * @throws CliError that names each setting that cannot be.
 */
export async function readSettings(
  before: Readonly<Record<string, unknown>>,
  { set = [], settingsFile }: SettingsOptions,
): Promise<PowerSettings> {
  const fromFile = settingsFile === undefined ? {} : readObject(settingsFile, await readValue(settingsFile));
  const given = Object.fromEntries(set.map(readAssignment));
  const parsed = PowerSettings.safeParse({ ...before, ...fromFile, ...given });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `\n  ${path.join('.') || 'settings'}: ${message}`);
  throw new CliError(`The settings are not valid:${faults.join('')}`, exitCodes.USAGE);
}

function readObject(file: string, content: string): object {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, like everything else that is no object.
  }
  throw new CliError(`${file} is no JSON object.`, exitCodes.USAGE);
}

/** Numbers and yes or no are read as such, all else is text. */
function readAssignment(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at <= 0) throw new CliError(`--set "${text}": write key=value.`, exitCodes.USAGE);
  const value = text.slice(at + 1);
  return [text.slice(0, at), /^(\d{1,9}|true|false)$/.test(value) ? JSON.parse(value) : value];
}

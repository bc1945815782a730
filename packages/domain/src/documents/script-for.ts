import type { Json, JsonObject } from './document.ts';
import { parseJson } from './parse-json.ts';
import { readKey } from './read-key.ts';
import { isJsonObject } from './render-go-json.ts';

/** A script as it is written to its file and run. */
export interface ScriptStep {
  /** Byte-exact: the items joined by a line feed, and a final one. A shebang counts only at byte 0. */
  readonly text: string;
  readonly timeoutSeconds: number;
  /** As given: absolute, relative to the download folder, or empty for the runner's default. */
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

const TIMEOUT_SECONDS_DEFAULT = 3600;
const TIMEOUT_SECONDS_MIN = 5;
const TIMEOUT_SECONDS_MAX = 172_800;

/**
 * Reads the (interpolated) inputs of aws:runShellScript and aws:runPowerShellScript. Keys match whatever their case.
 * A nested list in runCommand, which a StringList inside a list leaves, is flattened; Amazon's agent refuses it.
 */
export function scriptFor(
  inputs: JsonObject,
): { readonly script: ScriptStep } | { readonly fault: string; readonly key: string } {
  const lines = flattenLines(readKey(inputs, 'runCommand').value ?? null);
  if (lines === undefined) return { fault: 'runCommand must be a list of strings', key: 'runCommand' };
  const workingDirectory = readKey(inputs, 'workingDirectory').value ?? '';
  if (typeof workingDirectory !== 'string') {
    return { fault: 'workingDirectory must be a string', key: 'workingDirectory' };
  }
  const environment = readEnvironment(readKey(inputs, 'environment').value);
  if (environment === undefined) return { fault: 'environment must be a map of strings', key: 'environment' };
  return {
    script: {
      text: `${lines.join('\n')}\n`,
      timeoutSeconds: readTimeoutSeconds(readKey(inputs, 'timeoutSeconds').value),
      workingDirectory,
      environment,
    },
  };
}

function flattenLines(value: Json): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const lines: string[] = [];
  for (const item of value as readonly Json[]) {
    const inner = typeof item === 'string' ? [item] : flattenLines(item);
    if (inner === undefined) return undefined;
    for (const line of inner) lines.push(line);
  }
  return lines;
}

function readEnvironment(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null || value === '') return {};
  // A StringMap parameter in the place of a map is JSON text.
  const map = typeof value === 'string' ? parseJson(value) : value;
  if (!isJsonObject(map)) return undefined;
  const entries = Object.entries(map);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined;
}

/** Seconds; what is not a number of 5 to 172,800 becomes 3,600, as Amazon's agent has it: not the nearest bound. */
function readTimeoutSeconds(value: Json | undefined): number {
  const seconds = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof seconds !== 'number') return TIMEOUT_SECONDS_DEFAULT;
  const whole = Math.trunc(seconds);
  return whole >= TIMEOUT_SECONDS_MIN && whole <= TIMEOUT_SECONDS_MAX ? whole : TIMEOUT_SECONDS_DEFAULT;
}

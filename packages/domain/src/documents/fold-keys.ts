import type { Json, JsonObject } from './document.ts';
import { readKey } from './read-key.ts';

/** The map with these keys written as here, whatever their case was; other keys are left out. */
export function foldKeys(map: JsonObject, keys: readonly string[]): JsonObject {
  const entries = keys.flatMap((key): (readonly [string, Json])[] => {
    const { value } = readKey(map, key);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

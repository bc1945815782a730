import type { Json, JsonObject } from './document.ts';

/**
 * Finds a key whatever its case, the exact one first, as Go's JSON reader does for the keys of steps and of plugin
 * inputs. Answers the key as it is written in the map, or as it was asked for when there is none.
 */
export function readKey(map: JsonObject, key: string): { readonly key: string; readonly value: Json | undefined } {
  if (Object.hasOwn(map, key)) return { key, value: map[key] };
  const found = Object.keys(map).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? { key, value: undefined } : { key: found, value: map[found] };
}

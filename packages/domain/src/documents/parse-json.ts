import type { Json } from './document.ts';

/** What JSON text says, or the text itself when it is no JSON: values may be given either way. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

import type { Json, JsonObject } from './document.ts';

/** Whether a value is a JSON object (not null, not a list). */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A value as Go's json.Marshal writes it: no spaces, keys sorted by their UTF-8 bytes, and `<`, `>`, `&`, U+2028 and
 * U+2029 escaped. Scripts that parse such a value must find the same bytes under our agent and Amazon's.
 */
export function renderGoJson(value: Json): string {
  if (isJsonObject(value)) {
    const keys = Object.keys(value).toSorted(compareCodePoints);
    return `{${keys.map((key) => `${renderScalar(key)}:${renderGoJson(value[key] as Json)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(renderGoJson).join(',')}]`;
  return renderScalar(value as null | boolean | number | string);
}

function renderScalar(value: null | boolean | number | string): string {
  if (typeof value === 'number') return renderGoNumber(value);
  if (typeof value !== 'string') return String(value);
  // Each escape is taken whole, so that the b of an escaped backslash and a b is not read as one of its own.
  return JSON.stringify(value.toWellFormed()).replace(/\\.|[<>&\u2028\u2029]/g, (found) => {
    if (found.startsWith('\\')) return goEscapes[found] ?? found;
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Go before 1.22 has no short form for these two control characters; the agent's build is of that age. */
const goEscapes: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };

/** Go's form of a float64 is JavaScript's, exponents included; only the sign of a negative zero differs. */
function renderGoNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return String(value);
}

/** Order by code points, which is the byte order of UTF-8; JavaScript's own order is by UTF-16 units. */
function compareCodePoints(left: string, right: string): number {
  const a = Array.from(left, (char) => char.codePointAt(0) ?? 0);
  const b = Array.from(right, (char) => char.codePointAt(0) ?? 0);
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

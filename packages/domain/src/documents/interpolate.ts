import type { Json, ParameterValues } from './document.ts';
import { isJsonObject, renderGoJson } from './render-go-json.ts';

/** Go's `\s`, which is narrower than JavaScript's: a no-break space or a byte order mark does not count. */
const space = '[ \\t\\n\\f\\r]';
const wholeReference = new RegExp(`^\\{\\{${space}*([a-zA-Z0-9]+)${space}*\\}\\}$`);
const anyReference = new RegExp(`\\{\\{${space}*([^{}]+?)${space}*\\}\\}`, 'g');

/**
 * Puts parameter values into a step's inputs, the way Amazon's agent does (docparser/parameters):
 * a string that is one reference and nothing else takes the value with its type; a reference inside a longer string is
 * replaced by text (lists and maps as Go writes JSON, `$$` as `$`). One pass: a value's own braces stay, and so do names
 * that the document does not declare. Keys are never touched. Nothing is quoted for the shell: `allowedPattern` is the guard.
 */
export function interpolate(value: Json, parameters: ParameterValues): Json {
  if (typeof value === 'string') return interpolateText(value, parameters);
  if (Array.isArray(value)) return value.map((item: Json) => interpolate(item, parameters));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, parameters)]));
}

function interpolateText(text: string, parameters: ParameterValues): Json {
  const whole = wholeReference.exec(text)?.[1];
  if (whole !== undefined && parameters.has(whole)) return parameters.get(whole) ?? null;
  return text.replace(anyReference, (reference, name: string) => {
    if (!parameters.has(name)) return reference;
    const value = parameters.get(name) ?? null;
    return (typeof value === 'string' ? value : renderGoJson(value)).replaceAll('$$', () => '$');
  });
}

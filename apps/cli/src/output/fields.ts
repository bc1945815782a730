import { plain } from './plain.ts';

/** Names and values, one pair a line, the values under each other. */
export function renderFields(fields: readonly (readonly [string, string])[]): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${plain(value)}\n`).join('');
}

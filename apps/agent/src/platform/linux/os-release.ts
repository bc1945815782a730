import { readFileSync } from 'node:fs';

/** os-release(5): where it stands, in the order of that manual. */
const places = ['/etc/os-release', '/usr/lib/os-release'];

/** Values of the first os-release file that can be read; empty when there is none. */
export function readOsRelease(): Readonly<Record<string, string>> {
  for (const place of places) {
    try {
      return parseOsRelease(readFileSync(place, 'utf8'));
    } catch {
      continue;
    }
  }
  return {};
}

/** Shell-like assignments, one a line, values bare or quoted, with backslash escapes inside double quotes. */
export function parseOsRelease(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^\s*(?<name>[A-Z0-9_]+)=(?<value>.*?)\s*$/.exec(line);
    if (!match?.groups) continue;
    const { name, value } = match.groups as { name: string; value: string };
    const quote = value.length >= 2 && value.at(0) === value.at(-1) ? value.at(0) : undefined;
    if (quote === '"') values[name] = value.slice(1, -1).replaceAll(/\\(["$`\\])/g, '$1');
    else if (quote === "'") values[name] = value.slice(1, -1);
    else values[name] = value;
  }
  return values;
}

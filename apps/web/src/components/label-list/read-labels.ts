/** As the contract has it, which the console leaves out: its validators are made by eval, and the policy forbids that. */
export const labelKey = /^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/;

/** Labels as they are typed, `key=value` each; null when one of them is not. */
export function readLabels(texts: readonly string[]): Record<string, string> | null {
  const pairs = texts.map((text): [string, string] => {
    const at = text.indexOf('=');
    return [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()];
  });
  return pairs.every(([name]) => labelKey.test(name)) ? Object.fromEntries(pairs) : null;
}

export function writeLabels(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}=${value}`);
}

/** The change that leads from one set of labels to another: null takes a label away. */
export function changesBetween(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const set = Object.entries(after).filter(([name, value]) => before[name] !== value);
  return Object.fromEntries([...gone.map((name) => [name, null] as const), ...set]);
}

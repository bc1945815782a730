const HEAD = '# Settings of rustine-agent.service, read when it starts. Lines of your own are kept.\n';

/** Assignments of a file that systemd reads as EnvironmentFile: one a line, the value bare or quoted. */
export function parseSettings(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = assignment.exec(line);
    if (!match?.groups) continue;
    const { name, value } = match.groups as { name: string; value: string };
    const quote = value.length >= 2 && value.at(0) === value.at(-1) ? value.at(0) : undefined;
    if (quote === '"') settings[name] = value.slice(1, -1).replaceAll(/\\(["$`\\])/g, '$1');
    else if (quote === "'") settings[name] = value.slice(1, -1);
    else settings[name] = value.replaceAll(/\\(.)/g, '$1');
  }
  return settings;
}

const assignment = /^\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>.*?)\s*$/;

/**
 * The file with these settings changed, null taking one out. Comments, other settings and the order stay. Throws
 * RangeError for a value that cannot stand on a line.
 */
export function changeSettings(text: string | null, changes: Readonly<Record<string, string | null>>): string {
  const left = new Map(Object.entries(changes));
  const lines = (text ?? HEAD).split('\n').flatMap((line) => {
    const name = assignment.exec(line)?.groups?.['name'];
    const change = name === undefined ? undefined : left.get(name);
    if (name === undefined || change === undefined) return [line];
    left.delete(name);
    return change === null ? [] : [assign(name, change)];
  });
  while (lines.at(-1) === '') lines.pop();
  for (const [name, value] of left) if (value !== null) lines.push(assign(name, value));
  return `${lines.join('\n')}\n`;
}

function assign(name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- it is control characters that must not be there
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new RangeError(`${name}: a control character cannot stand in a setting`);
  return `${name}="${value.replaceAll(/["$`\\]/g, String.raw`\$&`)}"`;
}

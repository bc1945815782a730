import { plain } from '../output/plain.ts';

const levels: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** A line of a process's log for people: of a JSON line its level, its words and the error's; any other line as it is. */
export function renderLogLine(line: string): string {
  const entry = parseObject(line);
  if (entry === null || typeof entry['msg'] !== 'string') return plain(line);
  const level = typeof entry['level'] === 'number' ? (levels[entry['level']] ?? 'INFO') : 'INFO';
  const error = entry['err'];
  const because =
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string' &&
    error.message !== entry['msg']
      ? `: ${error.message}`
      : '';
  return plain(`${level} ${entry['msg']}${because}`);
}

function parseObject(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

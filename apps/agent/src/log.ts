import { renameSync, statSync } from 'node:fs';
import { pino, type Logger } from 'pino';

export type Log = Logger;

/**
 * Logs go to stderr, or as JSON to a file, one line each: JSON for a collector, words for a person at a terminal. Tokens, keys and grants are
 * never handed to it; the redaction below is the second lock on that door.
 */
export function createLog(options: { level: string; json: boolean; file?: string | null }): Log {
  const redact = {
    paths: ['token', 'authorization', '*.token', '*.authorization', '*.d', 'jws', '*.jws'],
    censor: '[kept]',
  };
  const base = { level: options.level, base: null, redact };
  const file = options.file ?? null;
  if (file !== null || options.json) {
    if (file !== null) putAside(file);
    const destination = pino.destination({ ...(file === null ? { fd: 2 } : { dest: file, append: true }), sync: true });
    return pino({ ...base, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  }
  return pino(base, { write: (line: string) => process.stderr.write(toWords(line)) });
}

const LOG_BYTES_MAX = 10 * 1024 * 1024;

/** A log that has grown large becomes the one before, when the agent starts; of those one is kept. */
function putAside(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
}

const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

function toWords(line: string): string {
  const { level, time: _time, msg, ...rest } = JSON.parse(line) as Record<string, unknown> & { level: number };
  const details = Object.entries(rest).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${levelNames[level] ?? level}: ${String(msg)}${details.join('')}\n`;
}

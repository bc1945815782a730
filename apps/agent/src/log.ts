import { pino, type Logger } from 'pino';

export type Log = Logger;

/**
 * Logs go to stderr, one line each: JSON for a collector, words for a person at a terminal. Tokens, keys and grants are
 * never handed to it; the redaction below is the second lock on that door.
 */
export function createLog(options: { level: string; json: boolean }): Log {
  const redact = {
    paths: ['token', 'authorization', '*.token', '*.authorization', '*.d', 'jws', '*.jws'],
    censor: '[kept]',
  };
  const base = { level: options.level, base: null, redact };
  if (options.json)
    return pino({ ...base, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
  return pino(base, { write: (line: string) => process.stderr.write(toWords(line)) });
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

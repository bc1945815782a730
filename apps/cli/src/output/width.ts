import type { OutputStream } from '../command-context.ts';

const OFF_TTY = 100;

/** Columns to write in: the terminal's, bounded so that long lines stay readable, and a fixed number in a file or pipe. */
export function widthOf(stream: OutputStream): number {
  return Math.min(Math.max(stream.columns ?? OFF_TTY, 40), 160);
}

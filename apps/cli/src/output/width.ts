import type { OutputStream } from '../command-context.ts';

const OFF_TTY = 100;

/** Columns to write in: the terminal's, bounded so that long lines stay readable, and a fixed number in a file or pipe. */
export function widthOf(stream: OutputStream): number {
  return Math.min(Math.max(columnsOf(stream, OFF_TTY), 40), 160);
}

/** Columns of a terminal; one that does not know them says 0, and what is none says nothing. */
export function columnsOf(stream: { readonly columns?: number | undefined }, otherwise: number): number {
  const { columns = 0 } = stream;
  return columns > 0 ? columns : otherwise;
}

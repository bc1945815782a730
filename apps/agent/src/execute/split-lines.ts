/** A longer line is none that a script tells its agent. */
const LINE_BYTES_MAX = 16 * 1024;

/** Hands on each whole line of a stream, without its end; overlong ones are left out. Holds at most one in memory. */
export function splitLines(onLine: (line: string) => void): (bytes: Buffer) => void {
  // One character a byte, so that a character that two pieces share is put together again.
  let line = '';
  let tooLong = false;
  const endLine = () => {
    if (!tooLong) onLine(Buffer.from(line, 'latin1').toString());
    line = '';
    tooLong = false;
  };
  return (bytes) => {
    const pieces = bytes.toString('latin1').split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) endLine();
      tooLong ||= line.length + piece.length > LINE_BYTES_MAX;
      if (!tooLong) line += piece;
    }
  };
}

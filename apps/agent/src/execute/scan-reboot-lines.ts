/** A line longer than this is no progress line of ours. */
const LINE_BYTES_MAX = 4096;

/**
 * Looks for `rustine: reboot-required true|false|unknown` lines in a step's standard output and tells each answer
 * (null for unknown). The last one is the script's word. Holds at most one line in memory.
 */
export function scanRebootLines(onAnswer: (required: boolean | null) => void): (bytes: Buffer) => void {
  let line = '';
  let tooLong = false;
  const endLine = () => {
    const answer = tooLong ? undefined : /^rustine: reboot-required (true|false|unknown)\b/.exec(line)?.[1];
    if (answer !== undefined) onAnswer(answer === 'unknown' ? null : answer === 'true');
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

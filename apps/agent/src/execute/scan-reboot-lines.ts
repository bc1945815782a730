import { splitLines } from './split-lines.ts';

/**
 * Looks for `rustine: reboot-required true|false|unknown` lines in a step's standard output and tells each answer
 * (null for unknown). The last one is the script's word.
 */
export function scanRebootLines(onAnswer: (required: boolean | null) => void): (bytes: Buffer) => void {
  return splitLines((line) => {
    const answer = /^rustine: reboot-required (true|false|unknown)\b/.exec(line)?.[1];
    if (answer !== undefined) onAnswer(answer === 'unknown' ? null : answer === 'true');
  });
}

import type { InvocationDetail, InvocationStep } from '@rustine/sdk';
import { plain } from '../output/plain.ts';

type Output = InvocationStep['stdout'];

/**
 * Whole lines of a step's output that were not shown yet, and how much has been shown since. `seen` counts characters of
 * the kept text while nothing is left out of it; once something is, only the tail can be new, and a mark stands for the gap.
 */
export function newLines(output: Output, seen: number, finished: boolean): { lines: string[]; seen: number } {
  if (output.omittedBytes > 0) {
    if (!finished) return { lines: [], seen };
    const rest = splitLines(output.head.slice(seen));
    return {
      lines: [...rest, `... ${output.omittedBytes} bytes left out ...`, ...splitLines(output.tail)],
      seen: Number.POSITIVE_INFINITY,
    };
  }
  const text = output.head + output.tail;
  const end = finished ? text.length : text.lastIndexOf('\n') + 1;
  return end <= seen ? { lines: [], seen } : { lines: splitLines(text.slice(seen, end)), seen: end };
}

function splitLines(text: string): string[] {
  return plain(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** Lines by which a script talks to its agent; the log has them, a person who waits for the scan need not. */
const FOR_THE_AGENT = /^rustine: /;

/** Gives the new lines of an invocation at each look, stdout of each step; stderr is the log's matter. */
export function createOutputReader(): (invocation: InvocationDetail) => string[] {
  const seenByStep = new Map<string, number>();
  return (invocation) =>
    invocation.steps.flatMap((step, index) => {
      const key = `${invocation.id}/${index}`;
      const { lines, seen } = newLines(step.stdout, seenByStep.get(key) ?? 0, step.finishedAt !== null);
      seenByStep.set(key, seen);
      return lines.filter((line) => !FOR_THE_AGENT.test(line));
    });
}

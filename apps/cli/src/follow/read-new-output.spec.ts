import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newLines } from './read-new-output.ts';

function outputOf(head: string, tail = '', omittedBytes = 0) {
  return { head, tail, omittedBytes, totalBytes: head.length + tail.length + omittedBytes };
}

describe('newLines', () => {
  it('shows each line once and whole, however the text arrives', () => {
    const text = 'reading indexes\n40 packages\n\nwriting reports\nlast words';
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
        let seen = 0;
        const shown: string[] = [];
        for (const cut of cuts.toSorted((a, b) => a - b)) {
          const look = newLines(outputOf(text.slice(0, cut)), seen, false);
          shown.push(...look.lines);
          seen = look.seen;
        }
        shown.push(...newLines(outputOf(text), seen, true).lines);
        expect(shown).toEqual(text.split('\n').filter((line) => line !== ''));
      }),
    );
  });

  it('marks what was left out, and shows the rest only when the step is done', () => {
    const output = outputOf('a\nb\n', 'y\nz\n', 1000);
    expect(newLines(output, 2, false)).toEqual({ lines: [], seen: 2 });
    expect(newLines(output, 2, true).lines).toEqual(['b', '... 1000 bytes left out ...', 'y', 'z']);
  });
});

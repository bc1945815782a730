import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendOutput, emptyOutput, omittedBytes, OUTPUT_PART_BYTES, type KeptOutput } from './append-output.ts';

const size = (text: string): number => Buffer.byteLength(text);
const anyText = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .map((text) => text.replaceAll('\0', ' ').replaceAll('\uFFFD', ' '));

function appendAll(texts: readonly string[]): KeptOutput {
  let offset = 0;
  let kept = emptyOutput;
  for (const text of texts) {
    kept = appendOutput(kept, { offset, text });
    offset += size(text);
  }
  return kept;
}

describe('appendOutput', () => {
  it('keeps a short stream whole, however it was cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const kept = appendAll(texts);
        expect(kept.head + kept.tail).toBe(texts.join(''));
        expect(kept.bytes).toBe(size(texts.join('')));
        expect(omittedBytes(kept)).toBe(0);
      }),
    );
  });

  it('keeps the first and the last part of a long stream and counts what lies between', () => {
    const texts = Array.from({ length: 300 }, (_, index) => `${String(index).padStart(4, '0')}é${'x'.repeat(1000)}\n`);
    const whole = texts.join('');
    const kept = appendAll(texts);
    expect(whole.startsWith(kept.head)).toBe(true);
    expect(whole.endsWith(kept.tail)).toBe(true);
    for (const part of [kept.head, kept.tail]) {
      expect(size(part)).toBeLessThanOrEqual(OUTPUT_PART_BYTES);
      expect(size(part)).toBeGreaterThan(OUTPUT_PART_BYTES - 4);
    }
    expect(kept.bytes).toBe(size(whole));
    expect(size(kept.head) + omittedBytes(kept) + size(kept.tail)).toBe(size(whole));
  });

  it('never splits a character', () => {
    const kept = appendAll(Array.from({ length: 10 }, () => '€'.repeat(10_000)));
    expect(kept.head + kept.tail).toMatch(/^€+$/);
  });

  it('adds nothing for a stream that is sent again, cut differently', () => {
    fc.assert(
      fc.property(fc.array(anyText), fc.nat(), (texts, at) => {
        const whole = Array.from(texts.join(''));
        const cut = whole.length === 0 ? 0 : at % whole.length;
        const first = whole.slice(0, cut).join('');
        const again = [
          { offset: 0, text: first },
          { offset: size(first), text: whole.slice(cut).join('') },
        ];
        const kept = appendAll(texts);
        expect(again.reduce(appendOutput, kept)).toEqual(kept);
      }),
    );
  });

  it('adds only what is new of a piece that overlaps', () => {
    const kept = appendOutput(appendAll(['abc']), { offset: 1, text: 'bcdé' });
    expect(kept).toEqual({ head: 'abcdé', tail: '', bytes: 6 });
  });

  it('does not take the piece after a byte that was not UTF-8 for one it holds', () => {
    // The byte 0xFF came as U+FFFD, three bytes long; the next piece begins at byte 2 of the source.
    const kept = appendOutput(appendAll(['a\uFFFD']), { offset: 2, text: 'b' });
    expect(kept.head).toBe('a\uFFFDb');
  });

  it('replaces NUL, which PostgreSQL cannot hold, and still counts it as one byte', () => {
    expect(appendAll(['a\0b'])).toEqual({ head: 'a\uFFFDb', tail: '', bytes: 3 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureOutput, type OutputPiece } from './capture-output.ts';

const limits = { headBytesMax: 40, tailBytesMax: 30, pieceBytesMax: 16 };

/** Feeds the chunks, flushing before those that `flushes` marks, and answers all that was told. */
function run(chunks: readonly Uint8Array[], flushes: readonly boolean[], startOffset = 0) {
  const capture = captureOutput(limits, startOffset);
  const pieces: OutputPiece[] = [];
  for (const [index, chunk] of chunks.entries()) {
    if (flushes[index]) pieces.push(...capture.flush());
    pieces.push(...capture.push(chunk));
  }
  pieces.push(...capture.end());
  return { pieces, total: capture.totalBytes };
}

/** Text of 1 to 4 byte characters, and a way to cut its bytes into chunks anywhere. */
const stream = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '€', '🐧'), maxLength: 80 }),
    fc.array(fc.integer({ min: 0, max: 320 }), { maxLength: 12 }),
    fc.array(fc.boolean(), { maxLength: 14 }),
  )
  .map(([text, cuts, flushes]) => {
    const bytes = Buffer.from(text);
    const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
    return { bytes, flushes, chunks: places.slice(1).map((end, index) => bytes.subarray(places[index], end)) };
  });

describe('the capture of output', () => {
  it('tells short output whole, whatever its pieces', () => {
    fc.assert(
      fc.property(stream, ({ bytes, chunks, flushes }) => {
        fc.pre(bytes.length <= limits.headBytesMax + limits.tailBytesMax);
        const { pieces, total } = run(chunks, flushes);
        expect(pieces.map(({ text }) => text).join('')).toBe(bytes.toString());
        expect(total).toBe(bytes.length);
      }),
    );
  });

  it('tells only whole characters, at their true offsets, in order, within the limits, and counts every byte', () => {
    fc.assert(
      fc.property(stream, fc.nat(20), ({ bytes, chunks, flushes }, startOffset) => {
        const { pieces, total } = run(chunks, flushes, startOffset);
        expect(total).toBe(startOffset + bytes.length);
        let end = startOffset;
        let told = 0;
        for (const { offset, byteLength, text } of pieces) {
          expect(offset).toBeGreaterThanOrEqual(end);
          expect(byteLength).toBeLessThanOrEqual(limits.pieceBytesMax);
          expect(text).toBe(bytes.subarray(offset - startOffset, offset - startOffset + byteLength).toString());
          expect(text).not.toContain('\uFFFD');
          end = offset + byteLength;
          told += byteLength;
        }
        expect(told).toBeLessThanOrEqual(limits.headBytesMax + limits.tailBytesMax);
        // The last character is always told, unless the stream was longer than we keep and a cut character is dropped.
        expect(end).toBe(total);
      }),
    );
  });

  it('makes bytes that are no UTF-8, and NUL, readable without losing count', () => {
    const { pieces, total } = run([Buffer.from([0x61, 0xff, 0x00, 0x62, 0xe2, 0x82])], []);
    expect(pieces.map(({ text }) => text).join('')).toBe('a\uFFFD\uFFFDb\uFFFD');
    expect(total).toBe(6);
  });
});

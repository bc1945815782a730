import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanRebootLines } from './scan-reboot-lines.ts';

function scan(chunks: readonly Uint8Array[]): (boolean | null)[] {
  const answers: (boolean | null)[] = [];
  const take = scanRebootLines((required) => answers.push(required));
  chunks.forEach((chunk) => take(Buffer.from(chunk)));
  return answers;
}

describe('scanRebootLines', () => {
  it('finds each answer, however the output is cut into chunks', () => {
    const text = Buffer.from(
      'rustine: reboot-required true kernel 6.1\nnoise\n rustine: reboot-required false\nrustine: reboot-required unknown\nrustine: reboot-required truely\nrustine: reboot-required false\n',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(scan(places.slice(1).map((end, index) => text.subarray(places[index], end)))).toEqual([
          true,
          null,
          false,
        ]);
      }),
    );
  });

  it('is not led astray by an endless line', () => {
    expect(
      scan([
        Buffer.alloc(100_000, 'x'),
        Buffer.from('rustine: reboot-required true\nrustine: reboot-required false\n'),
      ]),
    ).toEqual([false]);
  });
});

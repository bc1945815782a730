import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeKeyText, readKeyRing } from './key-ring.ts';

const owner = { name: '/db/password', version: 3 };
const ring = (...keys: string[]) => readKeyRing(keys.join('\n'), 'keys/parameters');

describe('a key ring', () => {
  it('opens what it sealed, whatever the text', () => {
    const keys = ring(makeKeyText());
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (value) => {
        const kept = keys.seal(value, owner);
        expect(keys.open(kept, owner)).toBe(value);
        expect(kept.sealed.length).toBe(Buffer.byteLength(value) + 16);
      }),
    );
  });

  it('never seals the same value to the same bytes', () => {
    const keys = ring(makeKeyText());
    const sealed = Array.from({ length: 100 }, () => keys.seal('same', owner).sealed.toString('hex'));
    expect(new Set(sealed).size).toBe(100);
  });

  it.each([
    ['another parameter', { name: '/db/passwore', version: 3 }],
    ['another version', { name: '/db/password', version: 4 }],
  ])('opens nothing that was moved to %s', (_where, other) => {
    const keys = ring(makeKeyText());
    expect(() => keys.open(keys.seal('secret', owner), other)).toThrow(/authenticate/);
  });

  it('opens nothing in which one bit was changed', () => {
    const keys = ring(makeKeyText());
    const kept = keys.seal('secret', owner);
    for (let index = 0; index < kept.sealed.length; index += 1) {
      const sealed = Buffer.from(kept.sealed);
      sealed[index] = sealed[index]! ^ 1;
      expect(() => keys.open({ ...kept, sealed }, owner)).toThrow(/authenticate/);
    }
  });

  it('reads what older keys sealed, seals with the first, and says which key it lacks', () => {
    const [older, newer] = [makeKeyText(), makeKeyText()];
    const before = ring(older).seal('secret', owner);
    const both = ring(newer, older);
    expect(both.open(before, owner)).toBe('secret');
    expect(both.seal('secret', owner).keyId).toBe(ring(newer).keyIds[0]);
    expect(ring(newer).open(before, owner)).toBeNull();
  });

  it.each(['', 'short', `${makeKeyText()}\nnot a key`, `${makeKeyText()}=`])(
    'refuses the file %j by its line',
    (text) => {
      expect(() => readKeyRing(text, 'keys/parameters')).toThrow(/Line [12] of keys\/parameters is no key/);
    },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor, redactText } from './create-redactor.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Sends the bytes in pieces that end at the given places. */
function stream(bytes: Uint8Array, cuts: readonly number[], secrets: readonly string[]): string {
  const redactor = createRedactor(secrets);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  let text = '';
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    text += decoder.decode(redactor.push(bytes.subarray(start, end)), { stream: true });
    start = end;
  }
  return text + decoder.decode(redactor.end());
}

test.each<[string, string, string[], string]>([
  ['a secret is masked wherever it stands', 'key=hunter2;hunter2', ['hunter2'], 'key=***;***'],
  ['nothing else is touched', 'hunter hunter-2', ['hunter2'], 'hunter hunter-2'],
  ['overlapping secrets become one mask', 'xabcdy', ['abc', 'bcd'], 'x***y'],
  ['secrets that touch become one mask', 'xababy', ['ab'], 'x***y'],
  ['a secret within another is not left over', 'x password1 y', ['word', 'password1'], 'x *** y'],
  ['a beginning that comes to nothing is shown', 'aaab aab', ['aaac'], 'aaab aab'],
  ['a false start does not hide the true one', 'aaaac', ['aaac'], 'a***'],
  ['letters of several bytes', 'clé=été.', ['été'], 'clé=***.'],
  ['a line of a secret of many lines', 'cat: MIIEpAIBAAKCAQEA\n', ['-----BEGIN\nMIIEpAIBAAKCAQEA\nab'], 'cat: ***\n'],
  ['a short line of it is only a word', 'ab', ['-----BEGIN\nMIIEpAIBAAKCAQEA\nab'], 'ab'],
  ['an empty secret is none', 'abc', [''], 'abc'],
  ['a secret without the line break that a shell drops', 'x=hunter2!', ['hunter2\n'], 'x=***!'],
])('%s', (_promise, text, secrets, expected) => {
  expect(redactText(text, secrets)).toBe(expected);
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\n'), minLength: 1, maxLength: 6 });
const output = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\n', 'c'), maxLength: 60 });
const cuts = fc.array(fc.nat(200), { maxLength: 12 });

test('no secret is left in what is shown, however the output is cut', () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 4 }), output, cuts, (secrets, text, at) => {
      const shown = stream(bytesOf(text), at, secrets);
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }),
  );
});

test('the cuts change nothing', () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 4 }), output, cuts, (secrets, text, at) => {
      expect(stream(bytesOf(text), at, secrets)).toBe(redactText(text, secrets));
    }),
  );
});

test('what is not a part of a secret is shown, in its order', () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 4 }), output, (secrets, text) => {
      const kept = redactText(text, secrets).split('***');
      let from = 0;
      for (const piece of kept) {
        const found = text.indexOf(piece, from);
        expect(found).toBeGreaterThanOrEqual(from);
        from = found + piece.length;
      }
      const hasSecret = secrets.some((secret) => text.includes(secret.replace(/\n+$/, '')));
      expect(hasSecret || kept.join('***') === text).toBe(true);
    }),
  );
});

test('bytes that are no text pass as they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const redactor = createRedactor(['a secret that is not there']);
      expect([...redactor.push(bytes), ...redactor.end()]).toEqual([...bytes]);
    }),
  );
});

test('at most as much is held back as the longest secret has', () => {
  const redactor = createRedactor(['aaaaaaaa']);
  let shown = 0;
  for (let sent = 1; sent <= 1000; sent++) {
    shown += redactor.push(bytesOf(sent % 8 === 0 ? 'b' : 'a')).length;
    expect(sent - shown).toBeLessThan(8);
  }
  expect(shown + redactor.end().length).toBe(1000);
});

test('a secret that is learned on the way is masked in what is held back, and from then on', () => {
  const redactor = createRedactor(['password-one']);
  const shown = [redactor.push(bytesOf('a=passw'))];
  redactor.add(['password-two']);
  shown.push(redactor.push(bytesOf('ord-two b=password-one c=password-three')), redactor.end());
  expect(shown.map((bytes) => new TextDecoder().decode(bytes)).join('')).toBe('a=*** b=*** c=password-three');
});

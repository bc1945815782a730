import { CodedError } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor } from './cursor.ts';
import { refuseNul } from './refuse-nul.ts';

const placesIn = async (input: { params?: unknown; query?: unknown; body?: unknown }) =>
  refuseNul({ params: undefined, query: undefined, body: undefined, ...input }).then(
    () => [],
    (error: CodedError) => error.details.map(({ place }) => place),
  );

describe('text with the character NUL', () => {
  it('is refused by the name of each place, however deep', async () => {
    expect(
      await placesIn({ query: { search: 'a\0', limit: 5 }, body: { parameters: { packages: ['x', '\0'] } } }),
    ).toEqual(['querystring.search', 'body.parameters.packages.1']);
    expect(await placesIn({ body: { parameters: { 'a\0b': ['x'] } } })).toEqual(['body.parameters']);
  });

  it('is all that is refused', async () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes(String.raw`\u0000`));
    const kept = fc.asyncProperty(json, async (body) => {
      expect(await placesIn({ body })).toEqual([]);
    });
    await fc.assert(kept);
  });

  it('is refused inside a cursor, where nobody sees it', () => {
    const cursor = Buffer.from(JSON.stringify(['\0', 'mi-1'])).toString('base64url');
    expect(() => decodeCursor(cursor, 2)).toThrowError(CodedError);
  });
});

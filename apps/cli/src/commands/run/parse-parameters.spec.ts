import { describe, expect, it } from 'vitest';
import { parseParameters } from './parse-parameters.ts';

describe('parseParameters', () => {
  it('makes a list of strings of each value', () => {
    expect(parseParameters('{"a":"x","b":["y","z"],"c":3,"d":true,"e":[]}')).toEqual({
      a: ['x'],
      b: ['y', 'z'],
      c: ['3'],
      d: ['true'],
      e: [],
    });
  });

  it.each([
    ['[]', '--parameters takes a JSON object'],
    ['null', '--parameters takes a JSON object'],
    ['{', '--parameters is not JSON'],
    ['{"a":{"b":1}}', '--parameters: "a" must be a string'],
    ['{"a":[null]}', '--parameters: "a" must be a string'],
  ])('refuses %s and says why', (text, message) => {
    expect(() => parseParameters(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 }),
    );
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseParameters, readParameters } from './parse-parameters.ts';

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

describe('readParameters', () => {
  it('takes pairs, and makes a list of a name that is given several times', async () => {
    expect(await readParameters(['packages=vim', 'note=a=b, c\nd', 'packages=jq', 'empty='])).toEqual({
      packages: ['vim', 'jq'],
      note: ['a=b, c\nd'],
      empty: [''],
    });
  });

  it('takes a file, over which what comes later goes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rustine-parameters-'));
    try {
      const file = join(folder, 'parameters.json');
      await writeFile(file, '{"packages": ["vim", "jq"], "dryRun": true}');
      expect(await readParameters([`@${file}`, 'packages=less', '{"dryRun": false}'])).toEqual({
        packages: ['less'],
        dryRun: ['false'],
      });
      await expect(readParameters([`@${folder}/none`])).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('--parameters @'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readValue } from './read-value.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-value-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function valueOf(bytes: string | Uint8Array): Promise<string> {
  const file = join(folder, 'value');
  await writeFile(file, bytes);
  return readValue(file);
}

describe('readValue', () => {
  it.each([
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    ['hunter2', 'hunter2'],
    [' two words \n', ' two words '],
    ['-----BEGIN\nkey\n-----END\n', '-----BEGIN\nkey\n-----END\n'],
    ['line\n\n', 'line\n\n'],
    ['\uFEFFmarked', '\uFEFFmarked'],
  ])('reads %j as %j', async (content, value) => {
    expect(await valueOf(content)).toBe(value);
  });

  it('names a file that is not there, and one that is no text', async () => {
    await expect(readValue(join(folder, 'absent'))).rejects.toMatchObject({ exitCode: 3 });
    await expect(valueOf(new Uint8Array([0xff, 0xfe, 0x00]))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('is not UTF-8 text'),
    });
  });
});

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeSecret } from './read-or-make-secret.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-secret-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('a secret file', () => {
  it('is made once, for its owner alone, and read from then on', async () => {
    const path = join(folder, 'keys', 'secret');
    expect(await readOrMakeSecret(path, () => 'made')).toBe('made');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readOrMakeSecret(path, () => 'another')).toBe('made');
    expect(await readdir(join(folder, 'keys'))).toEqual(['secret']);
  });

  it('stays as the quicker of two makers wrote it, and the slower one gets that', async () => {
    const path = join(folder, 'secret');
    const slow = readOrMakeSecret(path, async () => {
      await readOrMakeSecret(path, () => 'quick');
      return 'slow';
    });
    expect(await slow).toBe('quick');
    expect(await readFile(path, 'utf8')).toBe('quick\n');
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it('that is empty is an error that names it, and is left as it is', async () => {
    const path = join(folder, 'secret');
    await writeFile(path, '');
    await expect(readOrMakeSecret(path, () => 'made')).rejects.toThrow(path);
    expect(await readFile(path, 'utf8')).toBe('');
  });
});

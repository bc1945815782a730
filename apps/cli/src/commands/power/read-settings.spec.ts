import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readSettings', () => {
  it('takes a file, and over it each key=value, with numbers and yes or no as such', async () => {
    const settingsFile = join(folder, 'settings.json');
    await writeFile(settingsFile, JSON.stringify({ url: 'https://10.0.0.7', username: 'a', startSeconds: 5 }));
    const set = ['username=b=c', 'passwordParameter=/bmc', 'verifyTls=false', 'callSeconds=7'];
    expect(await readSettings({ kind: 'redfish' }, { settingsFile, set })).toMatchObject({
      url: 'https://10.0.0.7',
      username: 'b=c',
      verifyTls: false,
      startSeconds: 5,
      callSeconds: 7,
      stopSeconds: 600,
    });
  });

  it('names each setting that cannot be', async () => {
    const refused = readSettings({ kind: 'ec2' }, { set: ['region=there', 'colour=blue'] });
    await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('region: a region') });
    await expect(refused).rejects.toThrow('colour');
    await expect(readSettings({ kind: 'cloud' }, {})).rejects.toThrow('kind: ');
    await expect(readSettings({ kind: 'ec2' }, { set: ['region'] })).rejects.toThrow('write key=value');
  });

  it('says of a file that it is no object', async () => {
    const settingsFile = join(folder, 'list.json');
    await writeFile(settingsFile, '[1]');
    await expect(readSettings({ kind: 'ec2' }, { settingsFile })).rejects.toThrow('is no JSON object');
  });
});

import { describe, expect, it } from 'vitest';
import { readAction } from './read-action.ts';

describe('what a job does', () => {
  it.each([
    [{ updateAll: true }, { kind: 'update-all' }],
    [{ update: 'Security, bugfix,security' }, { kind: 'update-by-type', types: ['SECURITY', 'BUGFIX'] }],
    [
      { updatePackages: ['openssl*', 'lib?,bash'] },
      { kind: 'update-packages', packages: ['openssl*', 'lib?', 'bash'] },
    ],
    [{ install: ['vim', 'jq=1.6-2.1'] }, { kind: 'install-packages', packages: ['vim', 'jq=1.6-2.1'] }],
    [{ remove: ['telnetd'] }, { kind: 'remove-packages', packages: ['telnetd'] }],
    [
      { document: 'Web-Restart', documentVersion: 3, parameters: ['unit=nginx'] },
      { kind: 'document', documentName: 'Web-Restart', documentVersion: 3, parameters: { unit: ['nginx'] } },
    ],
    [{}, undefined],
  ])('%j', async (options, expected) => {
    expect(await readAction(options)).toEqual(expected);
  });

  it.each([
    [{ updateAll: true, install: ['vim'] }, 'one thing that the job does'],
    [{ update: 'urgent' }, '--update "urgent" is none of SECURITY'],
    [{ update: ' , ' }, '--update names no type'],
    [{ updateAll: true, parameters: ['a=b'] }, '--parameters goes with --document'],
    [{ documentVersion: 2 }, '--document-version goes with --document'],
  ])('%j is refused by a word on the option', async (options, message) => {
    await expect(readAction(options)).rejects.toMatchObject({ message: expect.stringContaining(message), exitCode: 2 });
  });
});

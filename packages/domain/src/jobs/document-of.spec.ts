import { describe, expect, it } from 'vitest';
import { documentOf, rebootDocument } from './document-of.ts';

describe('documentOf', () => {
  it.each([
    [{ kind: 'update-all' } as const, { Operation: ['Install'], UpdateTypes: ['All'], RebootOption: ['IfNeeded'] }],
    [
      { kind: 'update-by-type', types: ['SECURITY', 'BUGFIX'] } as const,
      { Operation: ['Install'], UpdateTypes: ['Security', 'Bugfix'], RebootOption: ['IfNeeded'] },
    ],
    [
      { kind: 'install-packages', packages: ['python3=3.11.2-1+b1'] } as const,
      { Operation: ['Install'], Packages: ['python3=3.11.2-1+b1'], RebootOption: ['IfNeeded'] },
    ],
    [
      { kind: 'update-packages', packages: ['openssl', 'linux-*'] } as const,
      { Operation: ['Install'], UpdateTypes: ['All'], Include: ['openssl', 'linux-*'], RebootOption: ['IfNeeded'] },
    ],
    [
      { kind: 'remove-packages', packages: ['telnet'] } as const,
      { Operation: ['Remove'], Packages: ['telnet'], RebootOption: ['IfNeeded'] },
    ],
  ])('turns $0.kind into the patch document', (action, parameters) => {
    const planned = documentOf(action as Parameters<typeof documentOf>[0], null);
    expect(planned).toEqual({ documentName: 'Rustine-PatchInstance', documentVersion: undefined, parameters });
  });

  it('runs any document as it was asked for', () => {
    const action = { kind: 'document', documentName: 'my-doc', documentVersion: 3, parameters: { A: ['b'] } } as const;
    const planned = documentOf({ ...action, parameters: { A: ['b'] } }, null);
    expect(planned).toEqual({ documentName: 'my-doc', documentVersion: 3, parameters: { A: ['b'] } });
  });

  it.each([
    ['NEVER', 'Never'],
    ['ALWAYS', 'Always'],
    ['IF_NEEDED', 'IfNeeded'],
  ] as const)('asks for the restart %s', (option, word) => {
    const { parameters } = documentOf({ kind: 'update-all' }, { option, atEnd: 'FINISH' });
    expect(parameters['RebootOption']).toEqual([word]);
  });

  it('leaves the restart to its own window when there is one', () => {
    const reboot = { option: 'ALWAYS', windowIds: ['mw-1'], atEnd: 'FINISH' } as const;
    const { parameters } = documentOf({ kind: 'update-all' }, { ...reboot, windowIds: ['mw-1'] });
    expect(parameters['RebootOption']).toEqual(['Never']);
    expect(rebootDocument({ ...reboot, windowIds: ['mw-1'] }).parameters).toEqual({ RebootOption: ['Always'] });
  });
});

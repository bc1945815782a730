import { expect, test } from 'vitest';
import type { JsonObject } from '../documents/document.ts';
import { knownActions } from '../documents/known-actions.ts';
import { validateDocument } from '../documents/validate-document.ts';
import { checkInputs } from './check-inputs.ts';
import { inputContracts } from './input-contracts.ts';

test('every action of the language has a contract for its inputs', () => {
  expect([...inputContracts.keys()].toSorted()).toEqual([...knownActions].toSorted());
});

test.each<[string, string, JsonObject]>([
  [
    'a script',
    'aws:runShellScript',
    { runCommand: '{{ commands }}', timeoutSeconds: '{{ t }}', environment: '{{ e }}' },
  ],
  [
    'a download, as AWS-RunRemoteScript has it',
    'aws:downloadContent',
    { sourceType: '{{ sourceType }}', sourceInfo: '{{ sourceInfo }}', destinationPath: '{{ d }}' },
  ],
  [
    'a download in part',
    'aws:downloadContent',
    { sourceType: 'HTTP', sourceInfo: { url: '{{ url }}', authMethod: '{{ m }}', allowInsecureDownload: '{{ i }}' } },
  ],
  [
    'a document, as AWS-RunPatchBaselineWithHooks has it',
    'aws:runDocument',
    {
      documentType: 'SSMDocument',
      documentPath: '{{ PreInstallHookDocName }}',
      documentParameters: '{"Operation":"Scan", "SnapshotId": {{SnapshotId}}}',
      onFailure: 'exit',
    },
  ],
  ['a package', 'aws:configurePackage', { name: '{{ n }}', action: '{{ a }}', installationType: '{{ i }}' }],
  ['an application', 'aws:applications', { action: '{{ a }}', source: '{{ s }}', sourceHash: '{{ h }}' }],
  ['an inventory', 'aws:softwareInventory', { applications: '{{ a }}' }],
  ['a list of reports', 'rustine:publishReports', { required: '{{ r }}' }],
])('at registration %s may be made of references', (_what, action, inputs) => {
  expect(checkInputs(action, inputs)).toEqual({ faults: [], notes: [] });
});

test.each<[string, JsonObject, string]>([
  [
    'an input that the action does not have',
    { commands: ['x'] },
    'aws:runShellScript has no input commands, so it has no effect; it takes runCommand, ',
  ],
  [
    'a control input in another case',
    { onfailure: 'exit' },
    'aws:runShellScript has no input onfailure, so it has no effect; write onFailure.',
  ],
  [
    'a control input of Automation',
    { onFailure: 'abort' },
    'onFailure: abort has no effect; it may be exit or successAndExit.',
  ],
])('%s is a note, not a fault', (_what, extra, message) => {
  const { faults, notes } = checkInputs('aws:runShellScript', { runCommand: [], ...extra });
  expect(faults).toEqual([]);
  expect(notes).toMatchObject([{ path: [Object.keys(extra)[0]], message: expect.stringContaining(message) }]);
});

const text = `schemaVersion: '2.2'
mainSteps:
  - action: aws:downloadContent
    name: fetch
    onFailure: exit
    inputs:
      sourceType: HTTP
      sourceInfo:
        url: ftp://host/x
  - action: aws:runShellScript
    name: run
    inputs:
      commands: [x]
`;

test('a document has the faults of its inputs at their line and column, and its notes', () => {
  const { document, faults, notes } = validateDocument(text);
  expect(document).toBeUndefined();
  expect(faults).toEqual([
    {
      path: 'mainSteps[0].inputs.sourceInfo.url',
      message: 'url is not a URL that can be fetched.',
      line: 9,
      column: 14,
    },
    { path: 'mainSteps[1].inputs.runCommand', message: 'runCommand must be a list of strings.', line: 12, column: 5 },
  ]);
  expect(notes.map(({ path, line }) => `${path} ${line}`)).toEqual([
    'mainSteps[0].onFailure 5',
    'mainSteps[1].inputs.commands 13',
  ]);
});

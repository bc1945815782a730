import { expect, test } from 'vitest';
import { namedDocuments } from './named-documents.ts';

const run = (documentPath: string, documentType = 'SSMDocument') => ({
  name: 'step',
  action: 'aws:runDocument',
  inputs: { documentType, documentPath },
});

test('documents that steps name are found, with their versions', () => {
  const download = (sourceInfo: string | { name: string }) => ({
    name: 'get',
    action: 'aws:downloadContent',
    inputs: { sourceType: 'SSMDocument', sourceInfo },
  });
  expect(namedDocuments([run('Hook:3'), download({ name: 'Other' }), download('{"name": "Third:$LATEST"}')])).toEqual([
    { step: 'step', input: 'documentPath', name: 'Hook', version: '3' },
    { step: 'get', input: 'sourceInfo', name: 'Other', version: null },
    { step: 'get', input: 'sourceInfo', name: 'Third', version: '$LATEST' },
  ]);
});

test.each([
  [run('{{ Hook }}')],
  [run('AWS-Noop')],
  [run('path/to/file.json', 'LocalPath')],
  [{ name: 'x', action: 'aws:downloadContent', inputs: { sourceType: 'SSMDocument', sourceInfo: '{{ info }}' } }],
  [{ name: 'x', action: 'aws:runShellScript', inputs: { runCommand: ['x'], documentPath: 'X' } }],
])('%j names none', (step) => {
  expect(namedDocuments([step])).toEqual([]);
});

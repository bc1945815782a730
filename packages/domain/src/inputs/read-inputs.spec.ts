import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../documents/document.ts';
import { inputContracts } from './input-contracts.ts';
import { readInputs } from './read-inputs.ts';

function read(action: string, inputs: JsonObject) {
  const contract = inputContracts.get(action);
  if (contract === undefined) throw new Error(action);
  return readInputs(contract, inputs);
}

const download = (sourceType: string, sourceInfo: Json, extra: JsonObject = {}): [string, JsonObject] => [
  'aws:downloadContent',
  { sourceType, sourceInfo, ...extra },
];
const inner = (documentPath: string, documentParameters?: Json): [string, JsonObject] => [
  'aws:runDocument',
  {
    documentType: 'SSMDocument',
    documentPath,
    ...(documentParameters === undefined ? {} : { documentParameters }),
  },
];

test.each<[string, [string, JsonObject], object]>([
  [
    'GitHub, with a token of the store',
    download('GitHub', {
      owner: 'o',
      repository: 'r',
      path: 'p.sh',
      getOptions: 'branch:main',
      tokenInfo: '{{ssm-secure:git-token:2}}',
    }),
    {
      source: {
        type: 'GitHub',
        owner: 'o',
        repository: 'r',
        path: 'p.sh',
        checkout: { branch: 'main' },
        token: { kind: 'stored', key: 'git-token:2', name: 'git-token', selector: '2' },
      },
      destinationPath: '',
    },
  ],
  [
    'Git as JSON text, keys in any case',
    download('Git', '{"Repository": "git@host:o/r.git", "getoptions": "commitID:abc", "skipHostKeyChecking": "true"}'),
    {
      source: {
        repository: 'git@host:o/r.git',
        checkout: { commit: 'abc' },
        skipHostKeyChecking: true,
        password: null,
      },
    },
  ],
  [
    'HTTP with Basic',
    download('HTTP', { url: 'https://h/x', authMethod: 'Basic', username: 'u', password: '{{ ssm-secure:/p }}' }),
    {
      source: {
        type: 'HTTP',
        url: 'https://h/x',
        authMethod: 'Basic',
        username: { kind: 'text', text: 'u' },
        password: { kind: 'stored', name: '/p' },
      },
    },
  ],
  [
    'HTTP without encryption when that is said',
    download('HTTP', { url: 'http://h/x', allowInsecureDownload: true }),
    { source: { url: 'http://h/x', authMethod: 'None' } },
  ],
  ['S3', download('S3', { path: 'https://s3.host/b/k' }, { destinationPath: '/srv' }), { destinationPath: '/srv' }],
  [
    'another document, by its ARN',
    download('SSMDocument', { name: 'arn:aws:ssm:us-east-1:1:document/Doc:3' }),
    { source: { type: 'SSMDocument', name: 'Doc', version: '3' } },
  ],
  [
    'documentParameters as a map',
    inner('Doc:$LATEST', { Operation: 'Scan', n: 5, list: ['a', 'b'], map: { b: 1 }, none: null }),
    {
      document: { type: 'SSMDocument', name: 'Doc', version: '$LATEST' },
      parameters: { Operation: ['Scan'], n: ['5'], list: ['a', 'b'], map: ['{"b":1}'] },
    },
  ],
  ['as JSON text', inner('Doc', '{"Operation":"Scan"}'), { parameters: { Operation: ['Scan'] } }],
  [
    'as YAML text that is no JSON, a value left out',
    inner('Doc', '{"Operation":"Scan","RebootOption":"NoReboot", "SnapshotId": }'),
    { parameters: { Operation: ['Scan'], RebootOption: ['NoReboot'] } },
  ],
  ['none', inner('Doc', ''), { parameters: {} }],
  [
    'a local document',
    ['aws:runDocument', { documentType: 'LocalPath', documentPath: 'docs/a.yaml' }],
    { document: { type: 'LocalPath', path: 'docs/a.yaml' } },
  ],
  [
    'a package',
    [
      'aws:configurePackage',
      {
        name: 'Agent',
        action: 'Install',
        version: '',
        installationType: 'In-place update',
        additionalArguments: '{"A":"b"}',
      },
    ],
    { action: 'Install', name: 'Agent', version: null, inPlace: true, additionalArguments: { A: 'b' } },
  ],
  [
    'an application',
    ['aws:applications', { action: 'Repair', source: 'https://h/a.msi', sourceHash: 'AB'.repeat(32) }],
    { action: 'Repair', source: 'https://h/a.msi', sourceHash: 'ab'.repeat(32), parameters: '' },
  ],
  [
    'a PowerShell module',
    ['aws:psModule', { source: 'https://h/m.zip', runCommand: [['a'], 'b'], timeoutSeconds: '60' }],
    { source: 'https://h/m.zip', sourceHash: null, script: { text: 'a\nb\n', timeoutSeconds: 60 } },
  ],
  [
    'an inventory',
    ['aws:softwareInventory', { applications: 'Enabled', services: 'Disabled', billingInfo: '', files: '[]' }],
    { enabled: ['applications'], files: '[]' },
  ],
  ['reports to publish', ['rustine:publishReports', { required: ['new-updates'] }], { required: ['new-updates'] }],
  ['a script', ['aws:runShellScript', { RunCommand: ['x'] }], { text: 'x\n', timeoutSeconds: 3600 }],
])('%s', (_what, [action, inputs], expected) => {
  expect(read(action, inputs)).toMatchObject({ inputs: expected, faults: [] });
});

test.each<[string, [string, JsonObject], (string | number)[], RegExp]>([
  ['no source type', ['aws:downloadContent', { sourceInfo: {} }], ['sourceType'], /is needed/],
  ['an unknown source type', download('FTP', {}), ['sourceType'], /one of GitHub, Git, HTTP, S3, SSMDocument, not FTP/],
  ['no sourceInfo', ['aws:downloadContent', { sourceType: 'S3' }], ['sourceInfo'], /is needed/],
  ['sourceInfo that is no map', download('S3', 'x'), ['sourceInfo'], /must be a map, or JSON text/],
  ['no owner', download('GitHub', { repository: 'r' }), ['sourceInfo', 'owner'], /owner is needed/],
  [
    'two options',
    download('Git', { repository: 'https://h/r', getOptions: 'branch:a:b' }),
    ['sourceInfo', 'getOptions'],
    /branch:<name>/,
  ],
  [
    'an empty option',
    download('Git', { repository: 'https://h/r', getOptions: 'branch: ' }),
    ['sourceInfo', 'getOptions'],
    /branch:<name>/,
  ],
  ['plain HTTP', download('HTTP', { url: 'http://h/x' }), ['sourceInfo', 'url'], /needs allowInsecureDownload/],
  ['no URL', download('HTTP', { url: 'h/x' }), ['sourceInfo', 'url'], /not a URL/],
  [
    'Digest without a name',
    download('HTTP', { url: 'https://h', authMethod: 'Digest' }),
    ['sourceInfo', 'authMethod'],
    /needs a username/,
  ],
  [
    'a destination that climbs',
    download('S3', { path: 's3://b/k' }, { destinationPath: 'a/../../etc' }),
    ['destinationPath'],
    /may not lead out/,
  ],
  [
    'an unknown document type',
    ['aws:runDocument', { documentType: 'X', documentPath: 'a' }],
    ['documentType'],
    /one of SSMDocument, LocalPath/,
  ],
  ['no path', ['aws:runDocument', { documentType: 'LocalPath' }], ['documentPath'], /is needed/],
  ['parameters that are a list', inner('Doc', '[1]'), ['documentParameters'], /must be a map/],
  ['parameters that cannot be read', inner('Doc', '{"a": "b'), ['documentParameters'], /must be a map/],
  ['no package name', ['aws:configurePackage', { action: 'Install' }], ['name'], /is needed/],
  [
    'an unknown way',
    ['aws:configurePackage', { action: 'Install', name: 'a', installationType: 'x' }],
    ['installationType'],
    /one of/,
  ],
  [
    'an unknown action',
    ['aws:applications', { action: 'Drop', source: 'x' }],
    ['action'],
    /Install, Repair, Uninstall/,
  ],
  [
    'a short hash',
    ['aws:applications', { action: 'Install', source: 'x', sourceHash: 'ab' }],
    ['sourceHash'],
    /64 hexadecimal/,
  ],
  ['a switch that is neither', ['aws:softwareInventory', { services: 'yes' }], ['services'], /Enabled, Disabled/],
  [
    'an unknown report',
    ['rustine:publishReports', { required: ['x'] }],
    ['required'],
    /There is no report x; there are /,
  ],
  ['a script that is text', ['aws:runPowerShellScript', { runCommand: 'x' }], ['runCommand'], /list of strings/],
])('%s is a fault at its place', (_what, [action, inputs], path, message) => {
  expect(read(action, inputs).faults).toMatchObject([{ path, message: expect.stringMatching(message) }]);
});

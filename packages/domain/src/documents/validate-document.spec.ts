import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateDocument } from './validate-document.ts';

const yaml = `schemaVersion: '2.2'
description: says hello
parameters:
  who:
    type: String
    default: world
mainSteps:
  - action: aws:runShellScript
    name: hello
    isEnd: true
    precondition:
      StringEquals: [platformType, Linux]
    inputs:
      runCommand:
        - echo {{ who }}
`;

test('YAML and JSON of the same document are read alike', () => {
  const json = `{"schemaVersion": "2.2", "description": "says hello",
    "parameters": {"who": {"type": "String", "default": "world"}},
    "mainSteps": [{"action": "aws:runShellScript", "name": "hello", "isEnd": true,
      "precondition": {"StringEquals": ["platformType", "Linux"]}, "inputs": {"runCommand": ["echo {{ who }}"]}}]}`;
  expect(validateDocument(yaml).faults).toEqual([]);
  expect(validateDocument(json).document).toEqual(validateDocument(yaml).document);
});

test.each(['2.2', '2.0'])('an unquoted schemaVersion %s is accepted', (version) => {
  expect(validateDocument(yaml.replace("'2.2'", version)).document?.schemaVersion).toBe(version);
});

test.each<[string, string, string, string, RegExp, number, number]>([
  [
    'an unknown action, with the known ones',
    'aws:runShellScript',
    'aws:runShell',
    'mainSteps[0].action',
    /aws:runShell is not known; known are aws:runShellScript, /,
    8,
    13,
  ],
  [
    'another schema version',
    "'2.2'",
    "'0.3'",
    'schemaVersion',
    /must be one of "1.2", "2.0", .*"2.2"; 0.3 is an Automation runbook/,
    1,
    16,
  ],
  ['an unknown type', 'type: String', 'type: Text', 'parameters.who.type', /must be one of String/, 5, 11],
  ['a default of another type', 'default: world', 'default: [a]', 'parameters.who.default', /is not a String/, 6, 14],
  ['a bad pattern', 'default: world', 'allowedPattern: "(["', 'parameters.who.allowedPattern', /cannot be used/, 6, 21],
  ['a step without a name', '    name: hello\n', '', 'mainSteps[0].name', /needs a name/, 8, 5],
  [
    'inputs that are no map',
    'inputs:\n      runCommand:\n        - echo {{ who }}',
    'inputs: [a]',
    'mainSteps[0].inputs',
    /must be a map/,
    13,
    13,
  ],
  ['no steps', yaml.slice(yaml.indexOf('mainSteps')), 'mainSteps: []\n', 'mainSteps', /at least one step/, 7, 12],
  ['a duplicate key', 'description: says hello', "schemaVersion: '2.2'", '', /unique/, 2, 1],
  ['a broken text', 'default: world', 'default: "world', '', /./, 16, 1],
])('%s is a fault at its place', (_what, from, to, path, message, line, column) => {
  const { document, faults } = validateDocument(yaml.replace(from, to));
  expect(document).toBeUndefined();
  expect(faults[0]).toMatchObject({ path, message: expect.stringMatching(message), line, column });
});

test('a fault in JSON has its line and column', () => {
  const { faults } = validateDocument(
    '{\n  "schemaVersion": "2.2",\n  "mainSteps": [\n    {"action": "aws:nope", "name": "a"}\n  ]\n}',
  );
  expect(faults).toMatchObject([{ path: 'mainSteps[0].action', line: 4, column: 16 }]);
});

test('all faults are reported at once', () => {
  const text = yaml.replace('type: String', 'type: Text').replace('aws:runShellScript', 'aws:nope');
  expect(validateDocument(text).faults.map((fault) => fault.path)).toEqual([
    'parameters.who.type',
    'mainSteps[0].action',
  ]);
});

test('two steps of one name are a fault', () => {
  const twice = yaml + yaml.slice(yaml.indexOf('  - action'));
  expect(validateDocument(twice).faults).toMatchObject([
    { path: 'mainSteps[1].name', message: expect.stringContaining('hello') },
  ]);
});

test('a document over the limit of the service is refused by its size', () => {
  expect(validateDocument(`${yaml}# ${'x'.repeat(65_536)}`).faults[0]?.message).toMatch(/at most 65536/);
});

test('an alias bomb is a fault', () => {
  const level = (name: string, of: string) =>
    `${name}: &${name} [${Array.from({ length: 9 }, () => `*${of}`).join(', ')}]\n`;
  const bomb = `a: &a [x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}${level('f', 'e')}`;
  expect(validateDocument(bomb).faults.length).toBeGreaterThan(0);
});

test('whatever the text, the answer is a document or faults with a place inside it', () => {
  const piece = fc.constantFrom(
    ...yaml.split('\n'),
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '\t',
    '"',
    '&a',
    '*a',
    '<<:',
    '---',
    '%YAML',
    '\u0000',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join('\n')),
      ),
      (text) => {
        const { document, faults } = validateDocument(text);
        expect(document === undefined).toBe(faults.length > 0);
        for (const fault of faults)
          expect([fault.line, fault.column].every((at) => at !== undefined && at >= 1)).toBe(true);
      },
    ),
  );
});

test('keys match whatever their case, and their faults still have a place', () => {
  const shouted = yaml
    .replace('schemaVersion', 'SchemaVersion')
    .replace('mainSteps', 'MAINSTEPS')
    .replace('type:', 'Type:')
    .replace('runCommand', 'RunCommand')
    .replace('precondition', 'Precondition');
  expect(validateDocument(shouted).document?.steps).toMatchObject([
    { name: 'hello', precondition: { StringEquals: ['platformType', 'Linux'] } },
  ]);
  expect(validateDocument(shouted.replace('String\n', 'Text\n')).faults).toMatchObject([
    { path: 'parameters.who.type', line: 5, column: 11 },
  ]);
});

test('a map may be given by default as JSON text', () => {
  const text = yaml.replace('type: String', 'type: StringMap');
  const { document } = validateDocument(text.replace('default: world', `default: '{"a": "b"}'`));
  expect(document?.parameters.get('who')?.default).toEqual({ a: 'b' });
  expect(validateDocument(text).faults).toMatchObject([{ path: 'parameters.who.default' }]);
});

test('what belongs to other kinds of documents is passed over', () => {
  const more = `${yaml}files: {a: {checksums: {sha256: x}}}\noutputs: [hello.out]\nassumeRole: arn\nruntimeConfig: {}\n`;
  expect(validateDocument(more).document).toEqual(validateDocument(yaml).document);
});

test('what refers to the parameter store is noted at its place', () => {
  const text = `schemaVersion: '2.2'
parameters:
  who:
    type: String
    default: '{{ssm:/app/name}}'
mainSteps:
  - action: aws:downloadContent
    name: fetch
    inputs:
      sourceType: GitHub
      sourceInfo: '{"owner": "o", "repository": "r", "tokenInfo": "{{ssm-secure:/git/token}}"}'
  - action: aws:runShellScript
    name: say
    inputs:
      runCommand:
        - echo {{ssm:/app/name}} {{ ssm:/app/port:2 }}
        - echo {{ssm-secure:/git/token}}
`;
  const told = validateDocument(text).notes.map(({ line, column, message }) => `${line}:${column} ${message}`);
  expect(told).toEqual([
    '5:14 This refers to the stored parameter /app/name, which must be there when the document is run.',
    '11:19 This refers to the stored secret /git/token, which must be there when the document is run.',
    '16:11 This refers to the stored parameter /app/name, which must be there when the document is run.',
    '16:11 This refers to the stored parameter /app/port:2, which must be there when the document is run.',
    '17:11 {{ssm-secure:/git/token}} stays as it is here: it is replaced in the sourceInfo of aws:downloadContent alone.',
  ]);
});

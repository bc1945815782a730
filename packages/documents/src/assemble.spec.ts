import {
  decideNext,
  planDocument,
  readInputs,
  resolveParameters,
  runDocumentInputs,
  validateDocument,
} from '@rustine/domain';
import { expect, test } from 'vitest';
import { builtInDocuments, CONTENT_BYTES_MAX } from './assemble.ts';
import { scriptOf } from './testing/run-built-in.ts';

const parameters = {
  'Rustine-CollectInventory': {},
  'Rustine-ScanInstance': {},
  'Rustine-PatchApt': { Operation: ['DryRun'] },
  'Rustine-PatchDnf': { Operation: ['DryRun'] },
  'Rustine-PatchInstance': { Operation: ['DryRun'] },
  'Rustine-PatchWindows': { Operation: ['DryRun'] },
  'Rustine-PatchZypper': { Operation: ['DryRun'] },
  'Rustine-RebootInstance': {},
  'Rustine-RunHook': { Document: ['AWS-Noop'] },
  'Rustine-ResolveCves': { packages: ['candidate|tzdata|all|2025b-0+deb12u2'] },
} as const;

test('the built-in documents are these, the same bytes at every call', () => {
  expect(builtInDocuments().map((document) => document.name)).toEqual([
    'Rustine-CollectInventory',
    'Rustine-PatchApt',
    'Rustine-PatchDnf',
    'Rustine-PatchInstance',
    'Rustine-PatchWindows',
    'Rustine-PatchZypper',
    'Rustine-RebootInstance',
    'Rustine-ResolveCves',
    'Rustine-RunHook',
    'Rustine-ScanInstance',
  ]);
  expect(builtInDocuments()).toEqual(builtInDocuments());
});

test.each(builtInDocuments())('$name is a valid document within the limit of the service', ({ content }) => {
  expect(validateDocument(content).faults).toEqual([]);
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(CONTENT_BYTES_MAX);
});

/** Those that do all in one step, and those that call others. */
const callers = new Set(['Rustine-PatchInstance', 'Rustine-RunHook']);
const single = (Object.keys(parameters) as (keyof typeof parameters)[]).filter((name) => !callers.has(name));

test.each(single.filter((name) => name !== 'Rustine-PatchWindows'))('%s has its shebang at byte 0', (name) => {
  expect(scriptOf(name, { parameters: parameters[name], platform: 'linux' })).toMatch(/^#!\/bin\/sh\n/);
});

test.each(['macos'] as const)(
  'a scan on %s runs a step that fails with a clear text, rather than succeed by skipping',
  (platform) => {
    const script = scriptOf('Rustine-ScanInstance', { parameters: {}, platform });
    expect(script).toContain('UNSUPPORTED_PLATFORM');
    expect(script).toMatch(/\nexit 1\n$/);
  },
);

test.each(['Rustine-PatchApt', 'Rustine-PatchDnf', 'Rustine-PatchZypper', 'Rustine-RebootInstance'] as const)(
  '%s reboots by evidence unless told otherwise',
  (name) => {
    const given = name.startsWith('Rustine-Patch') ? { Operation: ['Install'] } : {};
    expect(scriptOf(name, { parameters: given, platform: 'linux' })).toContain("\nreboot_option='IfNeeded'\n");
  },
);

test('no step of a built-in document goes unsettled on any platform', () => {
  for (const { name, content } of builtInDocuments()) {
    const { document } = validateDocument(content);
    if (document === undefined) throw new Error(name);
    const { values } = resolveParameters(document, parameters[name as keyof typeof parameters]);
    if (values === undefined) throw new Error(name);
    for (const platform of ['linux', 'windows', 'macos'] as const) {
      const steps = planDocument({ document, parameters: values, platform });
      const running = steps.filter((step) => step.kind === 'run');
      expect([name, callers.has(name) || running.length]).toEqual([name, callers.has(name) || 1]);
      expect(decideNext({ steps, results: [] }).kind).not.toBe('finish');
    }
  }
});

test('what Rustine-PatchInstance hands on fits each document that it calls, and arrives as it was given', () => {
  const given = {
    Operation: ['DryRun'],
    UpdateTypes: ['Security', 'Other'],
    Severities: ['Low'],
    KnownSeverities: ['a=Low'],
    Include: ['lib*', '?b'],
    Exclude: ['c++'],
    Packages: ['a:amd64=1:2~3+4^5-6_7'],
    OnlyVersions: Array.from({ length: 2000 }, (_, index) => `${'a'.repeat(40)}-${index}:amd64=1:2~3+4^5-6_7`),
    PlanHash: ['0'.repeat(64)],
    RebootOption: ['Always'],
    RestartServices: ['Never'],
    ConffilePolicy: ['KeepNew'],
    lockWaitSeconds: ['7'],
  };
  const read = (wanted: string) => {
    const { document } = validateDocument(builtInDocuments().find(({ name }) => name === wanted)?.content ?? '');
    if (document === undefined) throw new Error(`${wanted} is no document`);
    return document;
  };
  const outer = read('Rustine-PatchInstance');
  const { values } = resolveParameters(outer, { ...given, PreHookParameters: ['{"a": "it\\"s"}'] });
  if (values === undefined) throw new Error('the parameters do not fit');
  const calls = (['linux', 'windows'] as const)
    .flatMap((platform) => planDocument({ document: outer, parameters: values, platform }))
    .flatMap((step) => {
      if (step.kind !== 'run' || step.action !== 'aws:runDocument') return [];
      const { inputs } = readInputs(runDocumentInputs, step.inputs);
      if (inputs?.document.type !== 'SSMDocument') throw new Error(step.name);
      return [{ step: step.name, name: inputs.document.name, handed: inputs.parameters }];
    });
  for (const { name, handed } of calls) expect(resolveParameters(read(name), handed)).toHaveProperty('values');
  const patching = calls.filter(({ name }) => name !== 'Rustine-RunHook');
  expect(patching.map(({ name }) => name)).toEqual([
    'Rustine-PatchApt',
    'Rustine-PatchDnf',
    'Rustine-PatchZypper',
    'Rustine-PatchWindows',
  ]);
  for (const { handed } of patching) expect(handed).toEqual({ ...given, OtherManagers: ['Skip'] });
  const preHook = calls.find(({ step }) => step === 'preHook');
  expect(JSON.parse(preHook?.handed['Parameters']?.[0] ?? '')).toEqual({ a: 'it"s' });
});

test.each(['candidate|a;rm|amd64|1', "candidate|a'b|amd64|1", 'other|a|amd64|1', 'candidate|abc|amd64|$(id)'])(
  'Rustine-ResolveCves refuses the item %s, which a shell could read as more than a package',
  (item) => {
    expect(() => scriptOf('Rustine-ResolveCves', { parameters: { packages: [item] }, platform: 'linux' })).toThrow(
      /pattern/,
    );
  },
);

test.each(['a;id', '$(id)', "a'b", 'a b', '-o'])(
  'a patch document refuses %s as a glob and as a package, which a shell could read as more than a name',
  (item) => {
    for (const name of ['Include', 'Exclude', 'Packages', 'OnlyVersions']) {
      const given = { Operation: ['DryRun'], [name]: [item] };
      expect(() => scriptOf('Rustine-PatchApt', { parameters: given, platform: 'linux' })).toThrow(/pattern/);
    }
  },
);

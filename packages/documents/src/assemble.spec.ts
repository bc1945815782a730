import { decideNext, planDocument, resolveParameters, validateDocument } from '@rustine/domain';
import { expect, test } from 'vitest';
import { builtInDocuments } from './assemble.ts';
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
    'Rustine-ScanInstance',
  ]);
  expect(builtInDocuments()).toEqual(builtInDocuments());
});

test.each(builtInDocuments())('$name is a valid document within the limit of the service', ({ content }) => {
  expect(validateDocument(content).faults).toEqual([]);
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(60_000);
});

test.each((Object.keys(parameters) as (keyof typeof parameters)[]).filter((name) => name !== 'Rustine-PatchWindows'))(
  '%s has its shebang at byte 0',
  (name) => {
    expect(scriptOf(name, { parameters: parameters[name], platform: 'linux' })).toMatch(/^#!\/bin\/sh\n/);
  },
);

test.each(['macos'] as const)(
  'a scan on %s runs a step that fails with a clear text, rather than succeed by skipping',
  (platform) => {
    const script = scriptOf('Rustine-ScanInstance', { parameters: {}, platform });
    expect(script).toContain('UNSUPPORTED_PLATFORM');
    expect(script).toMatch(/\nexit 1\n$/);
  },
);

test.each(['Rustine-PatchInstance', 'Rustine-RebootInstance'] as const)(
  '%s reboots by evidence unless told otherwise',
  (name) => {
    const given = name === 'Rustine-PatchInstance' ? { Operation: ['Install'] } : {};
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
      expect(steps.filter((step) => step.kind === 'run')).toHaveLength(1);
      expect(decideNext({ steps, results: [] }).kind).not.toBe('finish');
    }
  }
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
  'Rustine-PatchInstance refuses %s as a glob and as a package, which a shell could read as more than a name',
  (item) => {
    for (const name of ['Include', 'Exclude', 'Packages']) {
      const given = { Operation: ['DryRun'], [name]: [item] };
      expect(() => scriptOf('Rustine-PatchInstance', { parameters: given, platform: 'linux' })).toThrow(/pattern/);
    }
  },
);

import { execFileSync, spawnSync } from 'node:child_process';
import { planDocument, resolveParameters, scriptFor, validateDocument } from '@rustine/domain';
import { describe, expect, test } from 'vitest';
import { builtInDocuments } from './assemble.ts';

const given: Readonly<Record<string, readonly string[]>> = {
  Operation: ['DryRun'],
  packages: ['candidate|a|all|1'],
  Document: ['Some-Hook'],
};

/** Every shell step of the documents that ship, as the agent would write it to disk. */
const scripts = builtInDocuments().flatMap(({ name, content }) => {
  const { document } = validateDocument(content);
  if (document === undefined) throw new Error(name);
  const declared = new Set(document.parameters.keys());
  const wanted = Object.fromEntries(Object.entries(given).filter(([key]) => declared.has(key)));
  const { values } = resolveParameters(document, wanted);
  if (values === undefined) throw new Error(name);
  return (['linux', 'macos'] as const).flatMap((platform) =>
    planDocument({ document, parameters: values, platform }).flatMap((step) => {
      if (step.kind !== 'run' || step.action !== 'aws:runShellScript') return [];
      const read = scriptFor(step.inputs);
      return 'fault' in read ? [] : [{ name: `${name}/${step.name}`, text: read.script.text }];
    }),
  );
});

const has = (tool: string) => spawnSync(tool, ['--help'], { stdio: 'ignore' }).error === undefined;
for (const tool of ['shellcheck', 'dash', 'busybox'])
  if (!has(tool)) console.log(`skipped: scripts are not read by ${tool}, which is not here`);

/** What is meant as it is: words that split on purpose, globs as patterns, files that one pipe reads and writes. */
const MEANT = 'SC1007,SC1091,SC2010,SC2034,SC2046,SC2086,SC2154,SC2238,SC2254';

describe.each(scripts)('$name', ({ text }) => {
  test.skipIf(!has('shellcheck'))('has no fault and no warning that shellcheck knows of in POSIX sh', () => {
    const found = spawnSync(
      'shellcheck',
      ['--shell=sh', '--severity=warning', '--format=gcc', `--exclude=${MEANT}`, '-'],
      { input: text },
    );
    expect(found.stdout.toString()).toBe('');
  });

  test.skipIf(!has('dash') || !has('busybox'))('is read by dash and by busybox', () => {
    for (const [tool, ...args] of [
      ['dash', '-n'],
      ['busybox', 'sh', '-n'],
    ] as const) {
      expect(() => execFileSync(tool, args, { input: text, stdio: ['pipe', 'ignore', 'pipe'] })).not.toThrow();
    }
  });
});

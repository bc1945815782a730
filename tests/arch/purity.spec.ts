import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bperformance\./;

describe('the rules in packages/domain', () => {
  const files = globSync('packages/{domain,contract}/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.spec.ts'),
  );

  it('read no clock, no randomness and no environment', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => impure.test(readFileSync(`${root}/${file}`, 'utf8')))).toEqual([]);
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'process.env.HOME'])(
    'would be found impure with %s',
    (text) => {
      expect(impure.test(text)).toBe(true);
    },
  );
});

describe('the environment', () => {
  it('is read in config files and the places that hand it to a child process, nowhere else', () => {
    const allowed =
      /\/(config|main)\.ts$|\.spec\.ts$|\/(testing|fixtures?)\/|\/processes\/|apps\/cli\/src\/commands\/start\/|apps\/agent\/src\/process\//;
    const readers = globSync('{apps,packages}/*/src/**/*.ts', { cwd: root }).filter(
      (file) => !allowed.test(file) && !file.startsWith('packages/testkit/'),
    );
    expect(readers.filter((file) => /\bprocess\.env\b/.test(readFileSync(`${root}/${file}`, 'utf8')))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- plain JavaScript, so that it runs before anything is installed.
import { completeLock } from './complete-lock.mjs';

const complete = completeLock as (packages: Record<string, object>) => string[];

describe('completeLock', () => {
  it('adds what is left out with its system and processor, nested where another version stands above', () => {
    const packages: Record<string, object> = {
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { '@tool/binding-linux-x64-musl': '2.0.0' },
      },
      'node_modules/old/node_modules/tool': {
        version: '1.0.0',
        optionalDependencies: { '@tool/binding-darwin-arm64': '1.0.0' },
      },
      'node_modules/@tool/binding-darwin-arm64': { version: '2.0.0' },
    };
    expect(complete(packages)).toEqual(['@tool/binding-linux-x64-musl', '@tool/binding-darwin-arm64']);
    expect(packages['node_modules/@tool/binding-linux-x64-musl']).toEqual({
      version: '2.0.0',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect(packages['node_modules/old/node_modules/tool/node_modules/@tool/binding-darwin-arm64']).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      optional: true,
      os: ['darwin'],
    });
  });

  it('finds the committed lock complete, so npm ci takes it', () => {
    const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
      packages: Record<string, object>;
    };
    expect(complete(lock.packages)).toEqual([]);
  });
});

import type { GroupRule } from '@rustine/contract';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeLabels, readLabel, readLabelSelector } from './change-labels.ts';
import { globToLike, matchesGlob } from './match-glob.ts';
import { matchesRule, type MatchedInstance } from './match-rule.ts';

const instance: MatchedInstance = {
  labels: { env: 'prod', role: 'web' },
  osFamily: 'LINUX',
  osName: 'Debian GNU/Linux 12 (bookworm)',
  osVersion: '12.5',
  compartmentPath: ['web', 'prod', 'root'],
};

describe('a rule', () => {
  const cases: { rule: GroupRule; matches: boolean }[] = [
    { rule: { labels: { env: 'prod' } }, matches: true },
    { rule: { labels: { env: 'prod', role: 'db' } }, matches: false },
    { rule: { labels: { constructor: '' } }, matches: false },
    { rule: { osFamily: 'WINDOWS' }, matches: false },
    { rule: { osFamily: 'LINUX', osName: 'debian*' }, matches: true },
    { rule: { osVersion: '12' }, matches: false },
    { rule: { osVersion: '12.?' }, matches: true },
    { rule: { compartmentId: 'web' }, matches: true },
    { rule: { compartmentId: 'prod' }, matches: false },
    { rule: { compartmentId: 'prod', recursive: true }, matches: true },
    { rule: { compartmentId: 'dev', recursive: true }, matches: false },
  ];
  it.each(cases)('$rule says $matches', ({ rule, matches }) => {
    expect(matchesRule(rule, instance)).toBe(matches);
  });

  it('is met only when each of its conditions is met by itself', () => {
    const parts = fc.record(
      {
        labels: fc.dictionary(fc.constantFrom('env', 'role'), fc.constantFrom('prod', 'web'), { minKeys: 1 }),
        osFamily: fc.constantFrom('LINUX', 'WINDOWS'),
        osName: fc.constantFrom('*', 'Debian*', 'SUSE*'),
        osVersion: fc.constantFrom('*', '12*', '?'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(parts, (rule) => {
        const each = Object.entries(rule).every(([name, condition]) => matchesRule({ [name]: condition }, instance));
        expect(matchesRule(rule, instance)).toBe(each);
      }),
    );
  });
});

describe('a glob', () => {
  it('without * and ? is the text itself, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const literal = text.replace(/[*?]/g, '');
        expect(matchesGlob(literal, literal)).toBe(true);
        expect(matchesGlob(literal, `${literal}x`)).toBe(false);
      }),
    );
  });

  it('ends in time, however many stars it has', () => {
    expect(matchesGlob(`${'*a'.repeat(99)}b`, 'a'.repeat(200))).toBe(false);
  });

  it.each([
    ['a*c', 'abbc', true],
    ['a?c', 'ac', false],
    ['*', '', true],
    ['?', '𝒳', true],
    ['DEBIAN', 'debian', true],
    ['10[1]', '101', false],
  ])('%s on %s is %s', (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });

  it('as a pattern of like keeps the characters that like gives a meaning', () => {
    expect(globToLike(String.raw`50%_\*?`)).toBe(String.raw`50\%\_\\%_`);
  });
});

describe('a change of labels', () => {
  const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.string());
  const changes = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.option(fc.string()));

  it('leaves exactly what it says and what it does not speak of, and made twice is made once', () => {
    fc.assert(
      fc.property(labels, changes, (before, change) => {
        const after = changeLabels(before, change);
        for (const key of ['a', 'b', 'c']) {
          const said = Object.hasOwn(change, key) ? change[key] : before[key];
          expect(after[key]).toBe(said ?? undefined);
        }
        expect(changeLabels(after, change)).toEqual(after);
      }),
    );
  });
});

describe('a label as it is typed', () => {
  it('is parted by its first =', () => {
    expect(readLabel('note=a=b')).toEqual(['note', 'a=b']);
    expect(readLabel('note=')).toEqual(['note', '']);
    expect(readLabel('note')).toBeNull();
    expect(readLabelSelector('note')).toEqual({ key: 'note', value: undefined });
  });
});

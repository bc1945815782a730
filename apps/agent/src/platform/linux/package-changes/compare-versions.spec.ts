import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDebian, compareRpm } from './compare-versions.ts';

const hasDpkg = spawnSync('dpkg', ['--version']).status === 0;

describe('versions of Debian', () => {
  it.each([
    ['3.0.17-1~deb12u2', '3.0.17-1~deb12u3'],
    ['1.0~rc1', '1.0'],
    ['1.0', '1.0-1'],
    ['1.9', '1.10'],
    ['2.0', '1:1.0'],
    ['1.0-1', '1.0-1+b1'],
    ['1.0a', '1.0+'],
    ['6.1.0-9', '6.1.0-10'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareDebian(older, newer)).toBeLessThan(0);
    expect(compareDebian(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['1.0', '1.0-0'],
    ['0:1.0', '1.0'],
    ['1.001', '1.1'],
  ])('%s is the same as %s', (one, other) => {
    expect(compareDebian(one, other)).toBe(0);
  });

  it.skipIf(!hasDpkg)('come in the order of dpkg itself', () => {
    const part = fc.stringMatching(/^[0-9][0-9a-zA-Z.+~]{0,5}$/);
    const version = fc.tuple(fc.constantFrom('', '1:'), part, fc.constantFrom('', '-1', '-1~a', '-0', '-1+b1'));
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [one, other] = [a.join(''), b.join('')];
        const says = (relation: string) => spawnSync('dpkg', ['--compare-versions', one, relation, other]).status === 0;
        expect(Math.sign(compareDebian(one, other))).toBe(says('lt') ? -1 : says('gt') ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });
});

/** From rpm's own tests (tests/rpmvercmp.at). */
describe('versions of rpm', () => {
  it.each([
    ['1.0', '2.0'],
    ['2.0.1', '2.0.1a'],
    ['5.5p1', '5.5p10'],
    ['10xyz', '10.1xyz'],
    ['xyz10', 'xyz10.1'],
    ['xyz.4', '8'],
    ['5.5p2', '5.6p1'],
    ['6.0', '6.0.rc1'],
    ['1.0~rc1', '1.0'],
    ['1.0~rc1', '1.0~rc2'],
    ['1.0', '1.0^'],
    ['1.0^git1', '1.0^git2'],
    ['1.0^git1', '1.01'],
    ['1.0~rc1', '1.0~rc1^git1'],
    ['9-1', '1:1-1'],
    ['1.0-1.el9', '1.0-2.el9'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareRpm(older, newer)).toBeLessThan(0);
    expect(compareRpm(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['2_0', '2.0'],
    ['a+', 'a_'],
    ['1.05', '1.5'],
    ['1.0', '1.0-3'],
  ])('%s is the same as %s', (one, other) => {
    expect(compareRpm(one, other)).toBe(0);
  });
});

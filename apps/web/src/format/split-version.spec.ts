import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitVersions } from './split-version.ts';

describe('splitVersions', () => {
  it.each([
    ['3.0.15-1~deb12u1', '3.0.17-1~deb12u3', { same: '3.0.', installed: '15-1~deb12u1', available: '17-1~deb12u3' }],
    ['7.2-1', '7.2-1+deb12u1', { same: '7.2-', installed: '1', available: '1+deb12u1' }],
    ['1.9', '1.10', { same: '1.', installed: '9', available: '10' }],
    ['19', '12', { same: '', installed: '19', available: '12' }],
    ['', '1.0', { same: '', installed: '', available: '1.0' }],
  ])('cuts %s and %s at a boundary', (installed, available, expected) => {
    expect(splitVersions(installed, available)).toEqual(expected);
  });

  it('never loses or changes a character', () => {
    const version = fc.stringMatching(/^[0-9a-z.:~+-]{0,20}$/);
    fc.assert(
      fc.property(version, version, (installed, available) => {
        const split = splitVersions(installed, available);
        expect(split.same + split.installed).toBe(installed);
        expect(split.same + split.available).toBe(available);
      }),
    );
  });
});

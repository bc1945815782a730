import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changelogItem, planChangelogAsks, type WantedChangelog } from './plan-changelog-asks.ts';

const wanted = (instanceId: string, name: string, version = '1.0-1'): WantedChangelog => ({
  name,
  architecture: 'amd64',
  version,
  origin: 'CANDIDATE',
  instanceId,
});

describe('planChangelogAsks', () => {
  it('asks each instance once for all that it has', () => {
    const { asks, unaskable } = planChangelogAsks([wanted('mi-1', 'a1'), wanted('mi-2', 'b1'), wanted('mi-1', 'c1')]);
    expect(asks.map((ask) => [ask.instanceId, ask.wanted.map((entry) => entry.name)])).toEqual([
      ['mi-1', ['a1', 'c1']],
      ['mi-2', ['b1']],
    ]);
    expect(unaskable).toEqual([]);
  });

  it('writes items as the document takes them', () => {
    const item = changelogItem({
      name: 'libssl3',
      architecture: 'amd64',
      version: '3.0.17-1~deb12u3',
      origin: 'INSTALLED',
    });
    expect(item).toBe('installed|libssl3|amd64|3.0.17-1~deb12u3');
  });

  it.each([['bash; reboot'], ["it's"], ['-o'], ['Upper'], ['']])('puts no package called %j into a command', (name) => {
    const odd = wanted('mi-1', name);
    expect(planChangelogAsks([odd])).toEqual({ asks: [], unaskable: [odd] });
  });

  it('asks everything askable exactly once, in commands of at most 200 items and 40,000 bytes', () => {
    const changelog = fc
      .record({ instance: fc.integer({ min: 1, max: 3 }), length: fc.integer({ min: 1, max: 900 }) })
      .map(({ instance, length }) => wanted(`mi-${instance}`, 'a'.repeat(length)));
    fc.assert(
      fc.property(fc.array(changelog, { maxLength: 500, size: 'max' }), (all) => {
        const { asks } = planChangelogAsks(all);
        const asked = asks.flatMap((ask) => ask.wanted);
        expect(asked).toHaveLength(all.length);
        expect(new Set(asked)).toEqual(new Set(all));
        for (const ask of asks) {
          expect(ask.wanted.length).toBeLessThanOrEqual(200);
          expect(JSON.stringify(ask.wanted.map(changelogItem)).length).toBeLessThanOrEqual(40_001);
          expect(ask.wanted.every((entry) => entry.instanceId === ask.instanceId)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

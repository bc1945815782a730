import type { Wave, WavePlan } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignWaves, type WaveTarget } from './assign-waves.ts';

const plan = (...members: Wave['members'][]): WavePlan => ({
  waves: members.map((each, index) => ({ name: `w${index}`, members: each, successPercent: 100, bakeMinutes: 0 })),
  sameVersions: true,
  decideHours: 72,
});
const target = (id: string, more: Partial<WaveTarget> = {}): WaveTarget => ({
  id,
  labels: {},
  canStart: true,
  ...more,
});
const ids = (plan_: WavePlan, targets: readonly WaveTarget[]) =>
  assignWaves(plan_, targets).map(({ name, targetIds }) => [name, targetIds.join('')]);

const anyMembers: fc.Arbitrary<Wave['members']> = fc.oneof(
  fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('count' as const), count: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('label' as const), labels: fc.constant({ env: 'canary' }) }),
);
const anyTargets = fc
  .array(fc.record({ canary: fc.boolean(), canStart: fc.boolean() }), { maxLength: 40 })
  .map((all) =>
    all.map(({ canary, canStart }, index) =>
      target(`t${index}.`, { canStart, labels: canary ? { env: 'canary' } : {} }),
    ),
  );

describe('assignWaves', () => {
  it('puts every target into exactly one wave, in the order of the targets', () => {
    fc.assert(
      fc.property(fc.array(anyMembers, { minLength: 1, maxLength: 5 }), anyTargets, (members, targets) => {
        const waves = assignWaves(plan(...members), targets);
        expect(waves.flatMap(({ targetIds }) => targetIds).toSorted()).toEqual(targets.map(({ id }) => id).toSorted());
        const order = new Map(targets.map(({ id }, index) => [id, index]));
        for (const { targetIds } of waves) {
          const places = targetIds.map((id) => order.get(id) ?? -1);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
        expect(new Set(waves.map(({ name }) => name)).size).toBe(waves.length);
      }),
    );
  });

  it('takes by label, then percent of all targets rounded up, then a number, and the rest in a wave of its own', () => {
    const targets = 'abcdefghij'
      .split('')
      .map((id) => target(id, { labels: id === 'e' ? { env: 'canary', x: '' } : {} }));
    const waves = plan(
      { kind: 'label', labels: { env: 'canary' } },
      { kind: 'percent', percent: 11 },
      { kind: 'count', count: 3 },
    );
    expect(ids(waves, targets)).toEqual([
      ['w0', 'e'],
      ['w1', 'ab'],
      ['w2', 'cdf'],
      ['rest', 'ghij'],
    ]);
  });

  it('makes no wave of its own when nothing is left, and gives it a free name when something is', () => {
    expect(ids(plan({ kind: 'count', count: 1 }, { kind: 'rest' }), [target('a')])).toEqual([
      ['w0', 'a'],
      ['w1', ''],
    ]);
    const named = plan({ kind: 'count', count: 1 });
    const rest = { ...named, waves: [{ ...named.waves[0]!, name: 'rest' }] };
    expect(ids(rest, [target('a'), target('b')])).toEqual([
      ['rest', 'a'],
      ['rest 2', 'b'],
    ]);
  });

  it('takes for a number first those that can start, and for a label all', () => {
    const targets = [target('a', { canStart: false }), target('b'), target('c', { canStart: false }), target('d')];
    expect(ids(plan({ kind: 'count', count: 3 }), targets)).toEqual([
      ['w0', 'abd'],
      ['rest', 'c'],
    ]);
    const labelled = targets.map((each) => ({ ...each, labels: { env: 'canary' } }));
    expect(ids(plan({ kind: 'label', labels: { env: 'canary' } }), labelled)).toEqual([['w0', 'abcd']]);
  });

  it('needs all labels of a wave, with their values', () => {
    const targets = [target('a', { labels: { env: 'x', tier: '1' } }), target('b', { labels: { env: 'x' } })];
    expect(ids(plan({ kind: 'label', labels: { env: 'x', tier: '1' } }), targets)[0]).toEqual(['w0', 'a']);
    expect(ids(plan({ kind: 'label', labels: { toString: 'x' } }), targets)[0]).toEqual(['w0', '']);
  });
});

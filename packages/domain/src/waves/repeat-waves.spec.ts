import { waveStates } from '@rustine/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatWaves, type RanWave, type RetriedTarget } from './repeat-waves.ts';

const wave = (more: Partial<RanWave> = {}): RanWave => ({
  name: 'w',
  successPercent: 100,
  bakeMinutes: 0,
  state: 'SUCCEEDED',
  resumed: false,
  succeeded: 0,
  failed: 0,
  ...more,
});

/** Ran waves, and some of their instances that did not succeed. */
const anyRun = fc
  .array(
    fc.record({
      state: fc.constantFrom(...waveStates),
      resumed: fc.boolean(),
      succeeded: fc.nat(5),
      failed: fc.array(fc.boolean(), { maxLength: 5 }),
      skipped: fc.array(fc.boolean(), { maxLength: 5 }),
      successPercent: fc.integer({ min: 0, max: 100 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => {
    const taken = (retried: readonly boolean[], position: number, failed: boolean): RetriedTarget[] =>
      retried.flatMap((is, index) => (is ? [{ id: `${failed}-${position}-${index}`, wave: position, failed }] : []));
    const waves = all.map(({ state, resumed, succeeded, successPercent, failed }, position) =>
      wave({ name: `w${position}`, state, resumed, succeeded, successPercent, failed: failed.length }),
    );
    const targets = all.flatMap((each, position) => [
      ...taken(each.failed, position, true),
      ...taken(each.skipped, position, false),
    ]);
    return { waves, targets };
  });

describe('repeatWaves', () => {
  it('leaves each wave its place and what it asks for, and each target its wave', () => {
    fc.assert(
      fc.property(anyRun, ({ waves, targets }) => {
        const repeated = repeatWaves(waves, targets);
        const asked = ({
          name,
          successPercent,
          bakeMinutes,
        }: Pick<RanWave, 'name' | 'successPercent' | 'bakeMinutes'>) => ({
          name,
          successPercent,
          bakeMinutes,
        });
        expect(repeated.map(asked)).toEqual(waves.map(asked));
        const placed = repeated.flatMap(({ targetIds }, position) => targetIds.map((id) => ({ id, wave: position })));
        const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
        expect(placed.toSorted(byId)).toEqual(
          targets.map(({ id, wave: position }) => ({ id, wave: position })).toSorted(byId),
        );
      }),
    );
  });

  it('counts each instance of a wave that ran once: as retried, or as it ended', () => {
    fc.assert(
      fc.property(anyRun, ({ waves, targets }) => {
        for (const [position, repeated] of repeatWaves(waves, targets).entries()) {
          const { succeeded, failed } = waves[position]!;
          const again = targets.filter((each) => each.wave === position && each.failed).length;
          expect(repeated.succeededBefore).toBe(succeeded);
          expect(repeated.failedBefore + again).toBe(failed);
          expect(repeated.failedBefore).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('passes only such a wave of which nobody is retried and that proved itself, or that a person passed', () => {
    fc.assert(
      fc.property(anyRun, ({ waves, targets }) => {
        for (const [position, { state, targetIds }] of repeatWaves(waves, targets).entries()) {
          const before = waves[position]!;
          const bars = !(before.state === 'SUCCEEDED' || (before.state === 'FAILED' && before.resumed));
          expect(state === 'WAITING').toBe(targetIds.length > 0 || bars);
        }
      }),
    );
  });

  it('has a wave whose health check failed prove itself again, though nobody of it runs again', () => {
    const [canary] = repeatWaves([wave({ state: 'FAILED', succeeded: 3 })], []);
    expect(canary).toMatchObject({ state: 'WAITING', targetIds: [], succeededBefore: 3, failedBefore: 0 });
  });
});

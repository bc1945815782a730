import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSteps, type Found, type Situation, type Step } from './plan-steps.ts';

const OFF = 'off';
const keys = ['timer', 'service', 'file'];

/** A machine and what our journal holds of it; `take` does what the agent does, and may die after any step. */
class World {
  readonly values = new Map<string, string | null>();
  /** What others want, as far as it can be seen. */
  readonly wanted = new Map<string, string | null>();
  readonly found = new Map<string, string | null>();
  /** Steps in the order in which they were really taken. */
  readonly taken: Step[] = [];

  constructor(values: readonly (string | null)[]) {
    for (const [index, key] of keys.entries()) this.byOthers(key, values[index] ?? null);
  }

  byOthers(key: string, value: string | null): void {
    this.values.set(key, value);
    this.wanted.set(key, value);
  }

  take(wish: Situation['wish'], most = Number.POSITIVE_INFINITY): void {
    const readings = keys.map((key) => ({ key, value: this.values.get(key) ?? null, off: OFF }));
    for (const step of planSteps({ wish, found: this.found, readings }).slice(0, most)) {
      this.taken.push(step);
      if (step.kind === 'SET') this.values.set(step.key, step.value);
      else if (step.kind === 'FORGET') this.found.delete(step.key);
      else for (const [key, value] of step.found) this.found.set(key, value);
    }
  }
}

const value = fc.constantFrom('on', 'other', OFF, null);
const event = fc.oneof(
  fc.record({ kind: fc.constant('wish' as const), wish: fc.constantFrom('HOLD' as const, 'LEAVE' as const) }),
  fc.record({
    kind: fc.constant('killed' as const),
    wish: fc.constantFrom('HOLD' as const, 'LEAVE' as const),
    after: fc.nat({ max: 6 }),
  }),
  fc.record({ kind: fc.constant('others' as const), key: fc.constantFrom(...keys), value }),
);

function live(world: World, events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[]): void {
  for (const each of events) {
    if (each.kind === 'wish') world.take(each.wish);
    else if (each.kind === 'killed') world.take(each.wish, each.after);
    // Off by others where we noted it as ours cannot be told from off by us.
    else if (!(each.value === OFF && world.found.has(each.key))) world.byOthers(each.key, each.value);
  }
}

describe('the plan of a hold', () => {
  it('leaves everything as others had it last, whatever happened before and however often the agent died', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 3, maxLength: 3 }),
        fc.array(event, { maxLength: 30 }),
        (values, events) => {
          const world = new World(values);
          live(world, events);
          world.take('LEAVE');
          expect(world.values).toEqual(world.wanted);
          expect(world.found.size).toBe(0);
        },
      ),
    );
  });

  it('has everything off after a hold, and nothing to do in the next one', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 3, maxLength: 3 }),
        fc.array(event, { maxLength: 30 }),
        (values, events) => {
          const world = new World(values);
          live(world, events);
          world.take('HOLD');
          expect([...world.values.values()]).toEqual([OFF, OFF, OFF]);
          const before = world.taken.length;
          world.take('HOLD');
          expect(world.taken).toHaveLength(before);
        },
      ),
    );
  });

  it('never changes what is not noted yet, nor what others have off', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 3, maxLength: 3 }),
        fc.array(event, { maxLength: 30 }),
        (values, events) => {
          const world = new World(values);
          live(world, events);
          const noted = new Set<string>();
          const unfounded = world.taken.filter((step) => {
            if (step.kind === 'NOTE') for (const [key, found] of step.found) if (found !== OFF) noted.add(key);
            if (step.kind === 'FORGET') noted.delete(step.key);
            return step.kind === 'SET' && !noted.has(step.key);
          });
          expect(unfounded).toEqual([]);
        },
      ),
    );
  });

  const release = (found: Found, now: string | null | undefined) =>
    planSteps({
      wish: 'LEAVE',
      found,
      readings: now === undefined ? [] : [{ key: 'timer', value: now, off: OFF }],
    });

  it.each([
    [
      'is still off',
      OFF,
      [
        { kind: 'SET', key: 'timer', value: 'on' },
        { kind: 'FORGET', key: 'timer', because: 'AS_FOUND' },
      ],
    ],
    ['was put back already', 'on', [{ kind: 'FORGET', key: 'timer', because: 'AS_FOUND' }]],
    ['has a value of somebody else', 'other', [{ kind: 'FORGET', key: 'timer', because: 'CHANGED_BY_OTHERS' }]],
    ['is not there any more', undefined, [{ kind: 'FORGET', key: 'timer', because: 'GONE' }]],
  ])('to release what %s', (_name, now, steps) => {
    expect(release(new Map([['timer', 'on']]), now)).toEqual(steps);
  });

  it('puts back in the reverse of the order in which it turned off', () => {
    const readings = keys.map((key) => ({ key, value: OFF, off: OFF }));
    const steps = planSteps({ wish: 'LEAVE', found: new Map(keys.map((key) => [key, 'on'])), readings });
    expect(steps.flatMap((step) => (step.kind === 'SET' ? [step.key] : []))).toEqual(keys.toReversed());
  });
});

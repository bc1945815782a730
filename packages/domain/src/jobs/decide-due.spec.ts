import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDue, type DueJob } from './decide-due.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 12, minutes));
const late: DueJob = { missed: { kind: 'run-late', withinMinutes: 60 }, skipAt: null };
const strict: DueJob = { missed: { kind: 'skip' }, skipAt: null };

const statesOf = (...args: Parameters<typeof decideDue>) => decideDue(...args).executions.map(({ state }) => state);

describe('decideDue', () => {
  it('starts an execution whose time has come', () => {
    expect(decideDue([at(0)], strict, at(0)).executions).toEqual([{ dueAt: at(0), state: 'STARTING', reason: '' }]);
  });

  it('takes two minutes for punctual, also for a job that never runs late', () => {
    expect(statesOf([at(0)], strict, at(2))).toEqual(['STARTING']);
    expect(statesOf([at(0)], strict, new Date(at(2).getTime() + 1))).toEqual(['MISSED']);
  });

  it('runs late within the minutes that the job allows', () => {
    expect(statesOf([at(0)], late, at(60))).toEqual(['STARTING']);
    expect(statesOf([at(0)], late, new Date(at(60).getTime() + 1))).toEqual(['MISSED']);
  });

  it('says how late it was noticed, and what the job allows', () => {
    expect(decideDue([at(0)], late, at(90)).executions[0]?.reason).toBe(
      'No server ran when it was due; that was noticed 90 minutes later. The job runs late by 60 minutes at most.',
    );
    expect(decideDue([at(0)], strict, at(90)).executions[0]?.reason).toMatch(/does not run late/);
  });

  it('runs only the newest of several that passed', () => {
    expect(statesOf([at(0), at(10), at(20)], late, at(25))).toEqual(['MISSED', 'MISSED', 'STARTING']);
  });

  it('skips the one that a person had skipped, and no other', () => {
    expect(statesOf([at(0)], { ...late, skipAt: at(0) }, at(0))).toEqual(['SKIPPED']);
    expect(statesOf([at(0)], { ...late, skipAt: at(10) }, at(0))).toEqual(['STARTING']);
    expect(statesOf([at(0), at(10)], { ...late, skipAt: at(10) }, at(10))).toEqual(['MISSED', 'SKIPPED']);
  });

  it('counts what it does not tell one by one', () => {
    const due = Array.from({ length: 250 }, (_, index) => at(index));
    const { executions } = decideDue(due, late, at(249));
    expect(executions).toHaveLength(100);
    expect(executions[0]?.reason).toMatch(/So were 150 before it\.$/);
  });

  it('never starts more than one, and that one is the newest', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 6000 }),
        fc.option(fc.integer({ min: 0, max: 5000 }), { nil: null }),
        fc.oneof(
          fc.constant(strict.missed),
          fc.record({ kind: fc.constant('run-late' as const), withinMinutes: fc.integer({ min: 1, max: 3000 }) }),
        ),
        (minutes, now, skip, missed) => {
          const due = minutes.toSorted((a, b) => a - b).map(at);
          const { executions } = decideDue(due, { missed, skipAt: skip === null ? null : at(skip) }, at(5000 + now));
          const starting = executions.filter(({ state }) => state === 'STARTING');
          expect([[], [due.at(-1)]]).toContainEqual(starting.map(({ dueAt }) => dueAt));
        },
      ),
    );
  });
});

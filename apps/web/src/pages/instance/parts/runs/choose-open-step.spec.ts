import { describe, expect, it } from 'vitest';
import { chooseOpenStep } from './choose-open-step.ts';

const steps = (...states: Parameters<typeof chooseOpenStep>[0][number]['state'][]) =>
  states.map((state, index) => ({ name: `step ${index}`, state }));

describe('chooseOpenStep', () => {
  it('opens the step that runs', () => {
    expect(chooseOpenStep(steps('SUCCEEDED', 'RUNNING', 'PENDING'))).toBe('step 1');
  });

  it('opens the first that failed, even when a later one runs', () => {
    expect(chooseOpenStep(steps('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'RUNNING'))).toBe('step 1');
  });

  it('opens nothing when all went well or nothing began', () => {
    expect(chooseOpenStep(steps('SUCCEEDED', 'SKIPPED'))).toBeNull();
    expect(chooseOpenStep([])).toBeNull();
  });
});

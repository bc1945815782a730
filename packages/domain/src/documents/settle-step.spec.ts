import { expect, test } from 'vitest';
import type { PlannedStep, StepExit } from './plan-step.ts';
import { settleStep } from './settle-step.ts';

const step = (controls: Partial<PlannedStep> = {}): PlannedStep =>
  ({
    name: 'get',
    action: 'aws:downloadContent',
    kind: 'run',
    inputs: {},
    finallyStep: false,
    ...controls,
  }) as PlannedStep;
const settle = (exit: StepExit, controls?: Partial<PlannedStep>) =>
  settleStep({ step: step(controls), exit, platform: 'linux' });
const failed = { kind: 'failed', state: 'FAILED', reason: 'The download failed.' } as const;

test('an action that is no process fails with its own words, and the document goes on', () => {
  expect(settle(failed)).toEqual({
    name: 'get',
    state: 'FAILED',
    exitCode: null,
    message: 'The download failed.',
    effect: 'continue',
  });
});

test('its failure follows the control inputs like any other', () => {
  expect(settle(failed, { onFailure: 'exit' })).toMatchObject({ state: 'FAILED', effect: 'exit' });
  expect(settle(failed, { onFailure: 'successAndExit' })).toMatchObject({ state: 'SUCCEEDED', effect: 'exit' });
});

test('when it is out of time onFailure does not apply, as for scripts', () => {
  expect(settle({ ...failed, state: 'TIMED_OUT' }, { onFailure: 'exit' })).toMatchObject({
    state: 'TIMED_OUT',
    effect: 'continue',
  });
});

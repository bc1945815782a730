import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideNext } from './decide-next.ts';
import type { NextAction, PlannedStep, StepExit, StepResult } from './plan-step.ts';
import { settleStep } from './settle-step.ts';

type StepShape = Partial<Pick<PlannedStep, 'onFailure' | 'onSuccess' | 'finallyStep' | 'kind'>>;

function planned(shapes: readonly StepShape[]): PlannedStep[] {
  return shapes.map(({ kind = 'run', ...controls }, index) => ({
    name: `s${index}`,
    action: 'aws:runShellScript',
    finallyStep: false,
    ...controls,
    ...(kind === 'run' ? { kind, inputs: {} } : { kind, reason: 'because' }),
  }));
}

const exited = (exitCode: number): StepExit => ({ kind: 'exited', exitCode });

/** Walks a document to its end as the agent does; `exits[i]` is how step i ends when it runs. */
function walk(
  steps: readonly PlannedStep[],
  exits: readonly StepExit[],
): { ran: string[]; results: StepResult[]; end: NextAction } {
  const ran: string[] = [];
  const results: StepResult[] = [];
  for (let turn = 0; turn <= steps.length; turn++) {
    const next = decideNext({ steps, results });
    if (next.kind === 'run') {
      ran.push(next.step.name);
      results.push(settleStep({ step: next.step, exit: exits[next.index] ?? exited(0), platform: 'linux' }));
    } else if (next.kind === 'record') results.push(next.result);
    else return { ran, results, end: next };
  }
  throw new Error('the document does not end');
}

test.each<{ promise: string; steps: StepShape[]; exits: StepExit[]; states: string; end: string }>([
  { promise: 'all well', steps: [{}, {}], exits: [], states: 'SUCCEEDED SUCCEEDED', end: 'SUCCEEDED' },
  {
    promise: 'a failed step does not stop the document',
    steps: [{}, {}],
    exits: [exited(1)],
    states: 'FAILED SUCCEEDED',
    end: 'FAILED',
  },
  {
    promise: 'onFailure exit skips the rest',
    steps: [{ onFailure: 'exit' }, {}],
    exits: [exited(1)],
    states: 'FAILED SKIPPED',
    end: 'FAILED',
  },
  {
    promise: 'successAndExit turns failure into success',
    steps: [{ onFailure: 'successAndExit' }, {}],
    exits: [exited(1)],
    states: 'SUCCEEDED SKIPPED',
    end: 'SUCCEEDED',
  },
  {
    promise: 'onSuccess exit skips the rest',
    steps: [{ onSuccess: 'exit' }, {}],
    exits: [],
    states: 'SUCCEEDED SKIPPED',
    end: 'SUCCEEDED',
  },
  {
    promise: '168 succeeds and skips the rest',
    steps: [{}, {}],
    exits: [exited(168)],
    states: 'SUCCEEDED SKIPPED',
    end: 'SUCCEEDED',
  },
  {
    promise: '169 fails and skips the rest',
    steps: [{}, {}],
    exits: [exited(169)],
    states: 'FAILED SKIPPED',
    end: 'FAILED',
  },
  {
    promise: '169 fails even with successAndExit',
    steps: [{ onFailure: 'successAndExit' }, {}],
    exits: [exited(169)],
    states: 'FAILED SKIPPED',
    end: 'FAILED',
  },
  {
    promise: 'a finally step runs after an exit',
    steps: [{}, {}, { finallyStep: true }],
    exits: [exited(168)],
    states: 'SUCCEEDED SKIPPED SUCCEEDED',
    end: 'SUCCEEDED',
  },
  {
    promise: 'a time-out goes on and is not onFailure',
    steps: [{ onFailure: 'exit' }, {}],
    exits: [{ kind: 'timed-out', afterSeconds: 5 }],
    states: 'TIMED_OUT SUCCEEDED',
    end: 'TIMED_OUT',
  },
  {
    promise: '137 counts as timed out on Unix',
    steps: [{}],
    exits: [exited(137)],
    states: 'TIMED_OUT',
    end: 'TIMED_OUT',
  },
  {
    promise: 'failed outweighs timed out',
    steps: [{}, {}],
    exits: [exited(137), exited(1)],
    states: 'TIMED_OUT FAILED',
    end: 'FAILED',
  },
  {
    promise: 'a cancel stops everything, the finally step too',
    steps: [{}, { finallyStep: true }],
    exits: [{ kind: 'canceled' }],
    states: 'CANCELED CANCELED',
    end: 'CANCELED',
  },
  {
    promise: 'planned skips count as success',
    steps: [{ kind: 'skip' }],
    exits: [],
    states: 'SKIPPED',
    end: 'SUCCEEDED',
  },
  {
    promise: 'a planned failure with onFailure exit skips the rest',
    steps: [{ kind: 'fail', onFailure: 'exit' }, {}],
    exits: [],
    states: 'FAILED SKIPPED',
    end: 'FAILED',
  },
  {
    promise: 'successAndExit is for steps that ran',
    steps: [{ kind: 'fail', onFailure: 'successAndExit' }, {}],
    exits: [],
    states: 'FAILED SUCCEEDED',
    end: 'FAILED',
  },
  {
    promise: 'a skipped step with onSuccess exit exits nothing',
    steps: [{ kind: 'skip', onSuccess: 'exit' }, {}],
    exits: [],
    states: 'SKIPPED SUCCEEDED',
    end: 'SUCCEEDED',
  },
])('$promise', ({ steps, exits, states, end }) => {
  const walked = walk(planned(steps), exits);
  expect(walked.results.map((result) => result.state).join(' ')).toBe(states);
  expect(walked.end).toMatchObject({ kind: 'finish', state: end });
});

test.each([
  ['linux', 194],
  ['macos', 194],
  ['windows', 3010],
] as const)('on %s the code %i asks for a reboot, after which the step runs again', (platform, code) => {
  const steps = planned([{}, {}]);
  const first = settleStep({ step: steps[0] as PlannedStep, exit: exited(code), platform });
  expect(decideNext({ steps, results: [first] })).toEqual({ kind: 'reboot', index: 0 });
  expect(decideNext({ steps, results: [] })).toMatchObject({ kind: 'run', index: 0 });
});

const shape: fc.Arbitrary<StepShape> = fc.record(
  {
    kind: fc.constantFrom('run' as const, 'skip' as const, 'fail' as const),
    onFailure: fc.constantFrom('exit' as const, 'successAndExit' as const),
    onSuccess: fc.constant('exit' as const),
  },
  { requiredKeys: ['kind'] },
);
const exit: fc.Arbitrary<StepExit> = fc.oneof(
  fc.constantFrom(0, 0, 0, 1, 2, 137, 168, 169).map(exited),
  fc.constant<StepExit>({ kind: 'timed-out', afterSeconds: 5 }),
  fc.constant<StepExit>({ kind: 'canceled' }),
  fc.constant<StepExit>({ kind: 'signaled', signal: 'SIGKILL' }),
  fc.constant<StepExit>({ kind: 'not-run', reason: 'no shell' }),
);

test('every document ends with one result a step, and succeeds exactly when no step failed, timed out or was canceled', () => {
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 8 }), fc.array(exit, { minLength: 8, maxLength: 8 }), (shapes, exits) => {
      const { results, end } = walk(planned(shapes), exits);
      expect(results.map((result) => result.name)).toEqual(shapes.map((_, index) => `s${index}`));
      const wellEnded = results.every((result) => result.state === 'SUCCEEDED' || result.state === 'SKIPPED');
      expect(end.kind === 'finish' && end.state === 'SUCCEEDED').toBe(wellEnded);
    }),
  );
});

test('nothing but a finally step runs after an exit, and nothing at all after a cancel', () => {
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 8 }),
      fc.array(exit, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      (shapes, exits, last) => {
        const steps = planned(
          shapes.map((each, index) => (index === shapes.length - 1 ? { ...each, finallyStep: last } : each)),
        );
        const { ran, results } = walk(steps, exits);
        const stop = results.findIndex((result) => result.effect === 'exit' || result.effect === 'stop');
        if (stop === -1) return;
        const after = ran.filter((name) => Number(name.slice(1)) > stop);
        const allowed = results[stop]?.effect === 'exit' && last ? [`s${steps.length - 1}`] : [];
        expect(allowed).toEqual(expect.arrayContaining(after));
      },
    ),
  );
});

test('asking again with the same results gives the same answer, so a restart resumes where the journal ends', () => {
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 6 }), fc.array(exit, { minLength: 6, maxLength: 6 }), (shapes, exits) => {
      const steps = planned(shapes);
      const { results } = walk(steps, exits);
      for (let known = 0; known <= results.length; known++) {
        const journalled = structuredClone(results.slice(0, known));
        expect(decideNext({ steps, results: journalled })).toEqual(
          decideNext({ steps, results: results.slice(0, known) }),
        );
      }
    }),
  );
});

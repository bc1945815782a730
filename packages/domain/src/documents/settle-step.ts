import type { Platform } from './document.ts';
import type { PlannedStep, StepExit, StepResult } from './plan-step.ts';

/** The step counts as succeeded and the rest of the document is skipped. */
const EXIT_WITH_SUCCESS = 168;
/** The step counts as failed and the rest of the document is skipped. */
const EXIT_WITH_FAILURE = 169;
/** What a shell reports for a child killed by SIGKILL; Amazon's agent calls a script that ends so timed out. */
const EXIT_KILLED = 137;

const rebootCodes: Readonly<Record<Platform, number>> = { linux: 194, macos: 194, windows: 3010 };

/** Turns the end of a step's process into its result, by exit code and control inputs. `message` is for people. */
export function settleStep({
  step,
  exit,
  platform,
}: {
  readonly step: PlannedStep;
  readonly exit: StepExit;
  readonly platform: Platform;
}): StepResult {
  switch (exit.kind) {
    case 'exited':
      return settleExitCode(step, { exitCode: exit.exitCode, platform });
    case 'signaled':
      return settleFailure(step, { exitCode: null, message: `The step was killed by ${exit.signal}.` });
    case 'not-run':
      return settleFailure(step, { exitCode: null, message: `The step could not be run: ${exit.reason}` });
    case 'failed':
      return exit.state === 'FAILED'
        ? settleFailure(step, { exitCode: null, message: exit.reason })
        : result(step, { state: 'TIMED_OUT', exitCode: null, message: exit.reason, effect: 'continue' });
    case 'timed-out':
      // onFailure does not apply: the agent looks for it on Failed only, and a timed-out step is not Failed.
      return result(step, {
        state: 'TIMED_OUT',
        exitCode: null,
        message: `The step did not end within ${exit.afterSeconds} seconds and was stopped.`,
        effect: 'continue',
      });
    case 'canceled':
      return result(step, { state: 'CANCELED', exitCode: null, message: 'The step was canceled.', effect: 'stop' });
    default:
      return exit satisfies never;
  }
}

/** Records a step that the plan skips or fails without running it; `successAndExit` is for steps that ran. */
export function settleUnrun(step: Exclude<PlannedStep, { kind: 'run' }>): StepResult {
  switch (step.kind) {
    case 'skip':
      return result(step, { state: 'SKIPPED', exitCode: null, message: step.reason, effect: 'continue' });
    case 'fail':
      return result(step, {
        state: 'FAILED',
        exitCode: null,
        message: step.reason,
        effect: step.onFailure === 'exit' ? 'exit' : 'continue',
      });
    default:
      return step satisfies never;
  }
}

function settleExitCode(
  step: PlannedStep,
  { exitCode, platform }: { readonly exitCode: number; readonly platform: Platform },
): StepResult {
  if (exitCode === 0) {
    return result(step, {
      state: 'SUCCEEDED',
      exitCode,
      message: '',
      effect: step.onSuccess === 'exit' ? 'exit' : 'continue',
    });
  }
  if (exitCode === rebootCodes[platform]) {
    return result(step, { state: 'SUCCEEDED', exitCode, message: 'The step asks for a reboot.', effect: 'reboot' });
  }
  if (exitCode === EXIT_WITH_SUCCESS) {
    const message = 'The step exited with 168: it counts as succeeded and the rest is skipped.';
    return result(step, { state: 'SUCCEEDED', exitCode, message, effect: 'exit' });
  }
  if (exitCode === EXIT_WITH_FAILURE) {
    const message = 'The step exited with 169: it counts as failed and the rest is skipped.';
    return result(step, { state: 'FAILED', exitCode, message, effect: 'exit' });
  }
  if (exitCode === EXIT_KILLED && platform !== 'windows') {
    const message = 'The step exited with 137: it or a child of it was killed, by a limit or for want of memory.';
    return result(step, { state: 'TIMED_OUT', exitCode, message, effect: 'continue' });
  }
  return settleFailure(step, { exitCode, message: `The step exited with ${exitCode}.` });
}

function settleFailure(
  step: PlannedStep,
  failure: { readonly exitCode: number | null; readonly message: string },
): StepResult {
  switch (step.onFailure) {
    case undefined:
      return result(step, { ...failure, state: 'FAILED', effect: 'continue' });
    case 'exit':
      return result(step, { ...failure, state: 'FAILED', effect: 'exit' });
    case 'successAndExit': {
      const message = `${failure.message} It counts as succeeded (onFailure: successAndExit) and the rest is skipped.`;
      return result(step, { state: 'SUCCEEDED', exitCode: EXIT_WITH_SUCCESS, message, effect: 'exit' });
    }
    default:
      return step.onFailure satisfies never;
  }
}

function result(step: PlannedStep, outcome: Omit<StepResult, 'name'>): StepResult {
  return { name: step.name, ...outcome };
}

import type { JsonObject } from './document.ts';

/** Control inputs (they live inside `inputs`): what happens to the rest of the document when the step ends. */
export interface StepControls {
  readonly onFailure?: 'exit' | 'successAndExit';
  readonly onSuccess?: 'exit';
  /** The last step only: it runs even after an exit. */
  readonly finallyStep: boolean;
}

interface PlannedStepBase extends StepControls {
  readonly name: string;
  readonly action: string;
  /** Schema 1.2: the plugin that the step is an item of. Its items come one after the other and are judged as one. */
  readonly plugin?: string;
}

/**
 * What is to be done with a step, decided before anything runs: run it with these inputs (interpolated), or record it
 * as skipped or failed for the given reason, without running it.
 */
export type PlannedStep =
  | (PlannedStepBase & { readonly kind: 'run'; readonly inputs: JsonObject })
  | (PlannedStepBase & { readonly kind: 'skip'; readonly reason: string })
  | (PlannedStepBase & { readonly kind: 'fail'; readonly reason: string });

/** How the process of a step ended, as the runner saw it. */
export type StepExit =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterSeconds: number }
  | { readonly kind: 'canceled' }
  /** The step could not be run: bad inputs, the script file could not be written, the shell is missing. */
  | { readonly kind: 'not-run'; readonly reason: string }
  /** An action that is no process of its own failed, or ran out of time; the reason is a sentence. */
  | { readonly kind: 'failed'; readonly state: 'FAILED' | 'TIMED_OUT'; readonly reason: string };

/**
 * A step that ended. `effect` says what it asks of the document: `continue` with the next step, `exit` (skip the rest but
 * the finally step), `reboot` (restart the machine, then run this step again from the top), `stop` (canceled: nothing more runs).
 */
export interface StepResult {
  readonly name: string;
  readonly state: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED' | 'SKIPPED';
  readonly exitCode: number | null;
  readonly message: string;
  readonly effect: 'continue' | 'exit' | 'reboot' | 'stop';
}

/** What the runner does next. */
export type NextAction =
  | { readonly kind: 'run'; readonly index: number; readonly step: Extract<PlannedStep, { kind: 'run' }> }
  /** Nothing to execute: append this result and ask again. */
  | { readonly kind: 'record'; readonly index: number; readonly result: StepResult }
  /** Restart the machine; after the new boot drop the last result and ask again, which runs that step again. */
  | { readonly kind: 'reboot'; readonly index: number }
  | {
      readonly kind: 'finish';
      readonly state: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'CANCELED';
      readonly message: string;
    };

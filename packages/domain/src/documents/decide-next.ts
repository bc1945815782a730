import type { NextAction, PlannedStep, StepResult } from './plan-step.ts';
import { settlePlugins } from './settle-plugins.ts';
import { settleUnrun } from './settle-step.ts';

/**
 * Decides what a document's runner does next; `results[i]` is the result of `steps[i]`. A failed step does not stop the
 * document: later steps run, and the document ends failed. After an exit everything is skipped but a finally step.
 * The items of a 1.2 plugin all run: what they say together counts once the last of them has ended.
 */
export function decideNext({
  steps,
  results,
}: {
  readonly steps: readonly PlannedStep[];
  readonly results: readonly StepResult[];
}): NextAction {
  const index = results.length;
  if (results[index - 1]?.effect === 'reboot') return { kind: 'reboot', index: index - 1 };

  const step = steps[index];
  const settled = settlePlugins({ steps, results });
  if (step === undefined) return concludeDocument(settled);

  const canceled = results.find((result) => result.effect === 'stop');
  if (canceled !== undefined) {
    const message = `Not started: step ${canceled.name} was canceled.`;
    return {
      kind: 'record',
      index,
      result: { name: step.name, state: 'CANCELED', exitCode: null, message, effect: 'stop' },
    };
  }
  const exited = settled.find((result) => result.effect === 'exit');
  if (exited !== undefined && !step.finallyStep) {
    const message = `Skipped: step ${exited.name} ended the document.`;
    return {
      kind: 'record',
      index,
      result: { name: step.name, state: 'SKIPPED', exitCode: null, message, effect: 'continue' },
    };
  }
  return step.kind === 'run' ? { kind: 'run', index, step } : { kind: 'record', index, result: settleUnrun(step) };
}

/** The worst step decides, in the agent's order: failed, timed out, canceled. Skipped counts as succeeded. */
function concludeDocument(results: readonly StepResult[]): NextAction {
  for (const state of ['FAILED', 'TIMED_OUT', 'CANCELED'] as const) {
    const worst = results.find((result) => result.state === state);
    if (worst !== undefined) return { kind: 'finish', state, message: `Step ${worst.name}: ${worst.message}` };
  }
  return { kind: 'finish', state: 'SUCCEEDED', message: '' };
}

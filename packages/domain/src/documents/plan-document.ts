import type { CommandDocument, DocumentStep, JsonObject, ParameterValues, Platform } from './document.ts';
import { evaluatePrecondition } from './evaluate-precondition.ts';
import { interpolate } from './interpolate.ts';
import { hasHandler, isKnownAction } from './known-actions.ts';
import type { PlannedStep, StepControls } from './plan-step.ts';

interface PlanContext {
  readonly document: CommandDocument;
  readonly parameters: ParameterValues;
  readonly platform: Platform;
}

/** Decides for every step, in order, whether it runs (with which inputs), is skipped or fails, before anything runs. */
export function planDocument(context: PlanContext): PlannedStep[] {
  const last = context.document.steps.length - 1;
  return context.document.steps.map((step, index) => planStep(step, { ...context, isLast: index === last }));
}

function planStep(step: DocumentStep, context: PlanContext & { readonly isLast: boolean }): PlannedStep {
  const inputs = interpolate(step.inputs, context.parameters) as JsonObject;
  const base = { name: step.name, action: step.action, ...readControls(inputs, context.isLast) };
  const verdict = judgeStep(step, context);
  return verdict.kind === 'run' ? { ...base, kind: 'run', inputs } : { ...base, ...verdict };
}

type Judgement = { readonly kind: 'run' } | { readonly kind: 'skip' | 'fail'; readonly reason: string };

/** The agent's decision table (runpluginutil, getStepExecutionOperation), 2.0 above, 2.2 below. */
function judgeStep(step: DocumentStep, { document, parameters, platform }: PlanContext): Judgement {
  const unknown: Judgement = { kind: 'fail', reason: `The action ${step.action} of step ${step.name} is not known.` };
  const noHandler = `The action ${step.action} of step ${step.name} does not exist on ${platform}.`;

  if (document.schemaVersion === '2.0') {
    if (!isKnownAction(step.action)) return unknown;
    if (!hasHandler(step.action, platform)) return { kind: 'fail', reason: noHandler };
    if (Object.keys(step.precondition ?? {}).length > 0) {
      return {
        kind: 'fail',
        reason: `Step ${step.name} has a precondition, which schema versions before 2.2 do not have.`,
      };
    }
    return { kind: 'run' };
  }

  const verdict = evaluatePrecondition(step.precondition ?? {}, { parameters, platform });
  if (verdict.kind !== 'unmet' && !isKnownAction(step.action)) return unknown;
  if (!hasHandler(step.action, platform)) return { kind: 'skip', reason: noHandler };
  switch (verdict.kind) {
    case 'met':
      return { kind: 'run' };
    case 'unmet':
      return { kind: 'skip', reason: `Skipped: the precondition ${verdict.reason} of step ${step.name} is not met.` };
    case 'unrecognized':
      return { kind: 'fail', reason: `The precondition of step ${step.name} is not understood: ${verdict.reason}.` };
    default:
      return verdict satisfies never;
  }
}

/** The keys are exact, unlike the others of a step (the agent looks them up in a plain map). */
function readControls(inputs: JsonObject, isLast: boolean): StepControls {
  const { onFailure, onSuccess, finallyStep } = inputs;
  const asked = finallyStep === true || finallyStep === 'true';
  return {
    ...(onFailure === 'exit' || onFailure === 'successAndExit' ? { onFailure } : {}),
    ...(onSuccess === 'exit' ? { onSuccess } : {}),
    finallyStep: isLast && asked,
  };
}

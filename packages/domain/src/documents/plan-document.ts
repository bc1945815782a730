import type { CommandDocument, DocumentStep, Json, JsonObject, ParameterValues, Platform } from './document.ts';
import { evaluatePrecondition } from './evaluate-precondition.ts';
import { expandProperties } from './expand-properties.ts';
import { interpolate } from './interpolate.ts';
import { environmentParameters, interpolateInputs } from './interpolate-inputs.ts';
import { hasHandler, isKnownAction } from './known-actions.ts';
import { parseJson } from './parse-json.ts';
import type { PlannedStep, StepControls } from './plan-step.ts';
import { isJsonObject } from './render-go-json.ts';

interface PlanContext {
  readonly document: CommandDocument;
  readonly parameters: ParameterValues;
  readonly platform: Platform;
}

/**
 * Decides for every step, in order, whether it runs (with which inputs), is skipped or fails, before anything runs.
 * Each item of a 1.2 plugin's list is a step of its own.
 */
export function planDocument(context: PlanContext): PlannedStep[] {
  const last = context.document.steps.length - 1;
  const taken = new Set<string>();
  return context.document.steps.flatMap((step, index) =>
    step.properties === undefined
      ? [planStep(step, { ...context, isLast: index === last })]
      : planPlugin(step, { ...context, isLast: index === last, properties: step.properties, taken }),
  );
}

function planStep(step: DocumentStep, context: PlanContext & { readonly isLast: boolean }): PlannedStep {
  const inputs = interpolateInputs(step, context);
  const base = { name: step.name, action: step.action, ...readControls(inputs, context.isLast) };
  const verdict = judgeStep(step, context);
  return verdict.kind === 'run' ? { ...base, kind: 'run', inputs } : { ...base, ...verdict };
}

interface PluginContext extends PlanContext {
  readonly isLast: boolean;
  readonly properties: Json;
  readonly taken: Set<string>;
}

/** Control inputs are for a map of properties; Amazon's agent looks for none in a list. */
function planPlugin(step: DocumentStep, context: PluginContext): PlannedStep[] {
  const properties = interpolateProperties(step, context.properties, context);
  const verdict = judgeStep(step, context);
  return expandProperties(step, properties, context.taken).map((item): PlannedStep => {
    const isPlain = item.isListed || 'fault' in item;
    const controls = isPlain ? { finallyStep: false } : readControls(item.inputs, context.isLast);
    const base = { name: item.name, action: step.action, plugin: step.name, ...controls };
    if (verdict.kind !== 'run') return { ...base, ...verdict };
    return 'fault' in item
      ? { ...base, kind: 'fail', reason: `The step cannot run: ${item.fault}.` }
      : { ...base, kind: 'run', inputs: item.inputs };
  });
}

/**
 * Text in the place of a map or list is JSON, or becomes it with the values of parameters. Those that must never be part
 * of a script's text stay references there, since nobody can tell where in the JSON they would come to stand.
 */
function interpolateProperties(step: DocumentStep, properties: Json, context: PlanContext): Json {
  const known = typeof properties === 'string' ? parseJson(properties) : properties;
  if (Array.isArray(known)) return known.map((item: Json) => interpolateProperties(step, item, context));
  if (isJsonObject(known)) return interpolateInputs({ ...step, inputs: known }, context);
  const pasted = new Map(context.parameters);
  for (const name of environmentParameters(context.document)) pasted.delete(name);
  return interpolate(known, pasted);
}

type Judgement = { readonly kind: 'run' } | { readonly kind: 'skip' | 'fail'; readonly reason: string };

/** The agent's decision table (runpluginutil, getStepExecutionOperation), before 2.2 above, 2.2 below. */
function judgeStep(step: DocumentStep, { document, parameters, platform }: PlanContext): Judgement {
  const unknown: Judgement = { kind: 'fail', reason: `The action ${step.action} of step ${step.name} is not known.` };
  const noHandler = `The action ${step.action} of step ${step.name} does not exist on ${platform}.`;

  if (document.schemaVersion !== '2.2') {
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

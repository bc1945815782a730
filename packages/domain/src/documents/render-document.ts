import { inputContracts } from '../inputs/input-contracts.ts';
import { readInputs } from '../inputs/read-inputs.ts';
import { assembleScript, isScriptAction, type AssembledScript, type ScriptAction } from './assemble-script.ts';
import type { CommandDocument, JsonObject, ParameterValues, Platform } from './document.ts';
import { planDocument } from './plan-document.ts';
import type { PlannedStep, StepControls } from './plan-step.ts';
import { scriptFor } from './script-for.ts';

/** The folder that a script starts in. */
export type RenderedFolder =
  | { readonly kind: 'absolute'; readonly path: string }
  /** Below the invocation's `downloads` folder if an earlier step made it there, else the step's own folder. */
  | { readonly kind: 'downloads'; readonly path: string };

/** What an agent would do with a step. */
export type RenderedStep = StepControls & { readonly name: string; readonly action: string } & (
    | {
        readonly kind: 'script';
        readonly script: AssembledScript;
        readonly workingDirectory: RenderedFolder;
        readonly timeoutSeconds: number;
      }
    /** Another action, with the inputs that its plugin gets. */
    | { readonly kind: 'action'; readonly inputs: JsonObject }
    | { readonly kind: 'skip' | 'fail'; readonly reason: string }
  );

/**
 * Shows for each step what an agent of the platform would run, or why it is skipped or fails. References to the parameter
 * store stay as they are: what they stand for is fetched for the run alone, and may be secret.
 */
export function renderDocument(context: {
  readonly document: CommandDocument;
  readonly parameters: ParameterValues;
  readonly platform: Platform;
}): RenderedStep[] {
  return planDocument(context).map((step) => renderStep(step, context.platform));
}

function renderStep(step: PlannedStep, platform: Platform): RenderedStep {
  const { kind: _kind, ...rest } = step;
  const { name, action, finallyStep, onFailure, onSuccess } = rest;
  const base = {
    name,
    action,
    finallyStep,
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
  };
  if (step.kind !== 'run') return { ...base, kind: step.kind, reason: step.reason };
  if (isScriptAction(action)) return { ...base, ...renderScript(step.inputs, { action, platform }) };
  const contract = inputContracts.get(action);
  const faults = contract === undefined ? [] : readInputs(contract, step.inputs).faults;
  if (faults.length === 0) return { ...base, kind: 'action', inputs: step.inputs };
  return { ...base, kind: 'fail', reason: faults.map(({ message }) => message).join(' ') };
}

function renderScript(inputs: JsonObject, at: { readonly action: ScriptAction; readonly platform: Platform }) {
  const read = scriptFor(inputs);
  if ('fault' in read) return { kind: 'fail', reason: `The step could not be run: ${read.fault}` } as const;
  const { script } = read;
  const isAbsolute = at.platform === 'windows' ? /^([a-zA-Z]:[\\/]|\\\\)/ : /^\//;
  const kind = isAbsolute.test(script.workingDirectory) ? 'absolute' : 'downloads';
  return {
    kind: 'script',
    script: assembleScript(script, at),
    workingDirectory: { kind, path: script.workingDirectory },
    timeoutSeconds: script.timeoutSeconds,
  } as const;
}

import type { DocumentStep, Json, JsonObject } from './document.ts';
import { findInInputs, type Findings } from './findings.ts';
import { actionFault, type RunnableActions } from './known-actions.ts';
import { readKey } from './read-key.ts';
import type { SourceText } from './read-source.ts';
import { isJsonObject } from './render-go-json.ts';

/** Letters, digits, `_`, `-` and `.`; a step's name becomes a folder and a part of object keys. */
const stepName = /^[a-zA-Z0-9_\-.:]{1,128}$/;

export function isStepName(name: string): boolean {
  return stepName.test(name) && !/^\.+$/.test(name);
}

/** Reads `mainSteps`; what is wrong is added to the findings. `runnable`: what the agents can run. */
export function readSteps(
  source: SourceText,
  {
    value,
    runnable,
    findings,
  }: {
    readonly value: Json | undefined;
    readonly runnable: RunnableActions | undefined;
    readonly findings: Findings;
  },
): DocumentStep[] {
  if (!Array.isArray(value) || value.length === 0) {
    findings.faults.push(source.faultAt(['mainSteps'], 'mainSteps must be a list with at least one step.'));
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((item: Json, index) => {
    const found = checkStep(item, { index, seen, runnable });
    for (const { key, message } of found) {
      findings.faults.push(source.faultAt(['mainSteps', index, ...(key === undefined ? [] : [key])], message));
    }
    if (found.length > 0) return [];
    const step = toStep(item as JsonObject);
    const inputsKey = readKey(item as JsonObject, 'inputs').key;
    const path = ['mainSteps', index, inputsKey];
    findInInputs(source, { action: step.action, inputs: step.inputs, path }, findings);
    for (const key of Object.keys(item as JsonObject).filter(hasNoEffect)) {
      const hint = inputKeys.has(key) ? '; it belongs into inputs' : '';
      findings.notes.push(source.faultAt(['mainSteps', index, key], `${key} has no effect on a step${hint}.`));
    }
    return [step];
  });
}

const stepKeys = new Set(['action', 'name', 'inputs', 'precondition', 'settings', 'description']);

/** Keys that real documents put beside `inputs`, where Amazon's agent does not look for them. */
const inputKeys = new Set(['onFailure', 'onSuccess', 'finallyStep', 'timeoutSeconds', 'runCommand']);

function hasNoEffect(key: string): boolean {
  return !stepKeys.has(key.toLowerCase());
}

interface StepFault {
  readonly key?: string;
  readonly message: string;
}

interface StepContext {
  readonly index: number;
  readonly seen: Set<string>;
  readonly runnable: RunnableActions | undefined;
}

function checkStep(step: Json, { index, seen, runnable }: StepContext): StepFault[] {
  if (!isJsonObject(step)) return [{ message: 'A step is a map with action, name and inputs.' }];
  const faults: StepFault[] = [];
  const { key: actionKey, value: action } = readKey(step, 'action');
  const { key: nameKey, value: name } = readKey(step, 'name');
  const { key: inputsKey, value: inputs } = readKey(step, 'inputs');
  const { key: preconditionKey, value: precondition } = readKey(step, 'precondition');
  if (typeof action !== 'string') faults.push({ key: actionKey, message: `Step ${index + 1} needs an action.` });
  else {
    const use = {
      action,
      step: typeof name === 'string' ? name : String(index + 1),
      precondition: isJsonObject(precondition) ? precondition : {},
    };
    const message = actionFault(use, runnable);
    if (message !== null) faults.push({ key: actionKey, message });
  }
  if (typeof name !== 'string' || !isStepName(name)) {
    faults.push({ key: nameKey, message: 'A step needs a name of letters, digits, "_", "-" and ".", at most 128.' });
  } else if (seen.has(name))
    faults.push({ key: nameKey, message: `Two steps are named ${name}; results are kept by name.` });
  else seen.add(name);
  if (inputs !== undefined && inputs !== null && !isJsonObject(inputs)) {
    faults.push({ key: inputsKey, message: 'inputs must be a map.' });
  }
  if (precondition !== undefined && precondition !== null && !isJsonObject(precondition)) {
    faults.push({
      key: preconditionKey,
      message: 'precondition must be a map, such as StringEquals: [platformType, Linux].',
    });
  }
  return faults;
}

function toStep(step: JsonObject): DocumentStep {
  const precondition = readKey(step, 'precondition').value;
  const inputs = readKey(step, 'inputs').value;
  return {
    name: readKey(step, 'name').value as string,
    action: readKey(step, 'action').value as string,
    inputs: isJsonObject(inputs) ? inputs : {},
    ...(isJsonObject(precondition) ? { precondition } : {}),
  };
}

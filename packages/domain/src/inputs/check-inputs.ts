import type { JsonObject } from '../documents/document.ts';
import { renderGoJson } from '../documents/render-go-json.ts';
import { createInputReader, type InputFault } from './create-input-reader.ts';
import { inputContracts } from './input-contracts.ts';

/** Control inputs; Amazon's agent looks for them under exactly these names. */
const controls: ReadonlyMap<string, readonly string[]> = new Map([
  ['onFailure', ['exit', 'successAndExit']],
  ['onSuccess', ['exit']],
  ['finallyStep', ['true', 'false']],
]);

export interface InputCheck {
  readonly faults: readonly InputFault[];
  /** Inputs without effect: Amazon's agent lets them pass, and so do we, but they are often typing errors. */
  readonly notes: readonly InputFault[];
}

/** Checks the inputs of a step as they stand in the document, where values may still be references to parameters. */
export function checkInputs(action: string, inputs: JsonObject): InputCheck {
  const contract = inputContracts.get(action);
  if (contract === undefined) return { faults: [], notes: [] };
  const reader = createInputReader(inputs, { defers: true });
  contract.read(reader);
  const known = contract.keys.map((key) => key.toLowerCase());
  const notes = Object.entries(inputs).flatMap(([key, value]): InputFault[] => {
    const values = controls.get(key);
    if (values !== undefined) {
      const text = typeof value === 'string' ? value : renderGoJson(value);
      if (values.includes(text) || text.includes('{{')) return [];
      return [{ path: [key], message: `${key}: ${text} has no effect; it may be ${values.join(' or ')}.` }];
    }
    if (known.includes(key.toLowerCase())) return [];
    const control = [...controls.keys()].find((name) => name.toLowerCase() === key.toLowerCase());
    const hint = control === undefined ? `it takes ${contract.keys.join(', ')}` : `write ${control}`;
    return [{ path: [key], message: `${action} has no input ${key}, so it has no effect; ${hint}.` }];
  });
  return { faults: reader.faults, notes };
}

import type { JsonObject } from '../documents/document.ts';
import { createInputReader, type InputFault, type InputReader } from './create-input-reader.ts';

/** What an action takes as inputs. `read` answers null when it cannot tell, having named the faults. */
export interface InputContract<Inputs> {
  readonly keys: readonly string[];
  read(reader: InputReader): Inputs | null;
}

export type InputsRead<Inputs> =
  | { readonly inputs: Inputs; readonly faults: readonly [] }
  | { readonly inputs?: undefined; readonly faults: readonly InputFault[] };

/** Reads a step's inputs, with all values in place, into what the plugin works with. */
export function readInputs<Inputs>(contract: InputContract<Inputs>, inputs: JsonObject): InputsRead<Inputs> {
  const reader = createInputReader(inputs, { defers: false });
  const read = contract.read(reader);
  return read === null || reader.faults.length > 0 ? { faults: reader.faults } : { inputs: read, faults: [] };
}

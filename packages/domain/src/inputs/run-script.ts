import type { JsonObject } from '../documents/document.ts';
import { scriptFor, type ScriptStep } from '../documents/script-for.ts';
import type { InputContract } from './read-inputs.ts';

const keys = ['runCommand', 'workingDirectory', 'timeoutSeconds', 'environment', 'id'];

/** aws:runShellScript and aws:runPowerShellScript. */
export const runScript: InputContract<ScriptStep> = {
  keys,
  read(reader) {
    const inputs: JsonObject = Object.fromEntries(keys.map((key) => [key, reader.raw(key) ?? null]));
    // What a reference stands for is read when it is known; here only what the text itself says can be wrong.
    const read = scriptFor({
      ...inputs,
      ...(reader.isDeferred('runCommand') ? { runCommand: [] } : {}),
      ...(reader.isDeferred('environment') ? { environment: {} } : {}),
    });
    if ('script' in read) return read.script;
    reader.fault(read.key, `${read.fault}.`);
    return null;
  },
};

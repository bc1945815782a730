import type { CommandDocument, DocumentStep, Json, JsonObject, ParameterValues } from './document.ts';
import { interpolate } from './interpolate.ts';
import { parseJson } from './parse-json.ts';
import { readKey } from './read-key.ts';
import { isJsonObject, renderGoJson } from './render-go-json.ts';

/** How each script action's language refers to an environment variable, inside a double-quoted string or outside. */
const references: ReadonlyMap<string, (name: string) => string> = new Map([
  ['aws:runShellScript', (name) => `\${${name}}`],
  ['aws:runPowerShellScript', (name) => `\${env:${name}}`],
  ['aws:psModule', (name) => `\${env:${name}}`],
]);

/**
 * Puts parameter values into a step's inputs. Parameters with `interpolationType: ENV_VAR` do not become part of a
 * script's text: they are added to its `environment` as `SSM_<name>`, and `{{ name }}` in `runCommand` becomes the
 * language's own reference to that variable, so no value, whatever it holds, is read as code. Elsewhere (a working
 * directory, the inputs of other actions) no language reads the text, and the value stands in as always.
 */
export function interpolateInputs(
  { action, inputs }: DocumentStep,
  { document, parameters }: { readonly document: CommandDocument; readonly parameters: ParameterValues },
): JsonObject {
  const plain = interpolate(inputs, parameters) as JsonObject;
  const refer = references.get(action);
  const names = environmentParameters(document);
  if (refer === undefined || names.length === 0) return plain;

  const guarded = new Map(parameters);
  const variables: Record<string, string> = {};
  for (const name of names) {
    guarded.set(name, refer(`SSM_${name}`));
    const value = parameters.get(name) ?? '';
    variables[`SSM_${name}`] = typeof value === 'string' ? value : renderGoJson(value);
  }
  const command = readKey(inputs, 'runCommand');
  const environment = readKey(plain, 'environment');
  return {
    ...plain,
    ...(command.value === undefined ? {} : { [command.key]: interpolate(command.value, guarded) }),
    [environment.key]: mergeEnvironment(environment.value, variables),
  };
}

/** The parameters that reach scripts as variables alone. */
export function environmentParameters({ parameters }: CommandDocument): string[] {
  return [...parameters].flatMap(([name, { interpolationType }]) => (interpolationType === 'ENV_VAR' ? [name] : []));
}

/** What is no map, nor JSON text of one, is left for the reader of the inputs to refuse. */
function mergeEnvironment(given: Json | undefined, variables: JsonObject): Json {
  if (given === undefined || given === null || given === '') return variables;
  const map = typeof given === 'string' ? parseJson(given) : given;
  return isJsonObject(map) ? { ...map, ...variables } : given;
}

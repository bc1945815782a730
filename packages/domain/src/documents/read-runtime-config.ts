import type { DocumentStep, Json, JsonObject } from './document.ts';
import { findInInputs, type Findings } from './findings.ts';
import { actionFault, type RunnableActions } from './known-actions.ts';
import { readKey } from './read-key.ts';
import type { SourcePath, SourceText } from './read-source.ts';
import { isJsonObject } from './render-go-json.ts';

/**
 * Reads `runtimeConfig` of a schema 1.2 document: a map from a plugin to its `properties`. Amazon's agent runs several
 * plugins in no fixed order; here it is the order of the text, which is one of the orders that the author had to expect.
 */
export function readRuntimeConfig(
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
  const fault = (path: SourcePath, message: string) => findings.faults.push(source.faultAt(path, message));
  if (!isJsonObject(value) || Object.keys(value).length === 0) {
    fault(['runtimeConfig'], 'A schema 1.2 document needs runtimeConfig, a map with at least one plugin.');
    return [];
  }
  const plugins = Object.entries(value);
  if (plugins.length > 1) {
    const message = "Amazon's agent runs the plugins of a 1.2 document in any order; here they run as written.";
    findings.notes.push(source.faultAt(['runtimeConfig'], message));
  }
  return plugins.flatMap(([plugin, config]) => {
    const path = ['runtimeConfig', plugin];
    const wrongAction = actionFault({ action: plugin, step: plugin, precondition: {} }, runnable);
    if (wrongAction !== null) fault(path, wrongAction);
    if (!isJsonObject(config)) {
      fault(path, `${plugin} needs a map with properties.`);
      return [];
    }
    const { key, value: properties } = readKey(config, 'properties');
    const wrong = propertiesFault(properties);
    if (wrong !== null) fault([...path, key], `${plugin}: ${wrong}`);
    if (wrong !== null || wrongAction !== null || properties === undefined) return [];
    for (const [keys, inputs] of itemsOf(properties)) {
      findInInputs(source, { action: plugin, inputs, path: [...path, key, ...keys] }, findings);
    }
    return [{ name: plugin, action: plugin, inputs: {}, properties }];
  });
}

/** The maps of inputs that the text itself holds, each with its place in the properties. */
function itemsOf(properties: Json): (readonly [SourcePath, JsonObject])[] {
  if (isJsonObject(properties)) return [[[], properties]];
  if (!Array.isArray(properties)) return [];
  return (properties as readonly Json[]).flatMap((item, index) =>
    isJsonObject(item) ? [[[index], item] as const] : [],
  );
}

function propertiesFault(properties: Json | undefined): string | null {
  if (typeof properties === 'string' || isJsonObject(properties)) return null;
  if (!Array.isArray(properties)) return 'properties must be a list, a map or text.';
  if (properties.length === 0) return 'properties needs at least one item.';
  const isItem = (item: Json) => isJsonObject(item) || typeof item === 'string';
  return properties.every(isItem) ? null : 'each item of properties must be a map.';
}

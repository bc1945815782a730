import type { DocumentStep, Json, JsonObject } from './document.ts';
import { parseJson } from './parse-json.ts';
import { isJsonObject } from './render-go-json.ts';
import { isStepName } from './read-steps.ts';

/** One run of a 1.2 plugin: its inputs, or why there are none. `isListed` marks an item of a list. */
export type PluginItem = { readonly name: string; readonly isListed: boolean } & (
  | { readonly inputs: JsonObject }
  | { readonly fault: string }
);

/**
 * The runs that `properties` (interpolated) ask for: one for a map, one for each item of a list. Text is JSON of either,
 * which a String parameter in the place of the properties gives. An item is named by its `id`, as in Amazon's output
 * keys (`0.aws:runShellScript`), else by its number and plugin.
 */
export function expandProperties(step: DocumentStep, properties: Json, taken: Set<string>): PluginItem[] {
  const parsed = typeof properties === 'string' ? parseJson(properties) : properties;
  if (Array.isArray(parsed)) {
    return parsed.map((raw: Json, index) => {
      const item = typeof raw === 'string' ? parseJson(raw) : raw;
      const name = nameItem(item, { fallback: `${index}.${step.name}`, taken });
      return isJsonObject(item)
        ? { name, isListed: true, inputs: item }
        : { name, isListed: true, fault: `item ${index + 1} of the properties of ${step.name} is no map` };
    });
  }
  taken.add(step.name);
  if (isJsonObject(parsed)) return [{ name: step.name, isListed: false, inputs: parsed }];
  return [{ name: step.name, isListed: false, fault: `the properties of ${step.name} are neither a list nor a map` }];
}

function nameItem(item: Json, { fallback, taken }: { readonly fallback: string; readonly taken: Set<string> }): string {
  const id = isJsonObject(item) ? item['id'] : undefined;
  let name = typeof id === 'string' && isStepName(id) && !taken.has(id) ? id : fallback;
  // The fallback itself may be the id of another item.
  while (taken.has(name)) name += '_';
  taken.add(name);
  return name;
}

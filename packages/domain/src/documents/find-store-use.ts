import type { CommandDocument, DocumentFault, Json, ParameterValues } from './document.ts';
import { isJsonObject } from './render-go-json.ts';

/** The beginning alone, since a parameter of the document may give the name: `{{ssm:{{ name }}}}`. */
const beginning = /\{\{ *ssm:/;

/**
 * A fault for each step and parameter that refers to the parameter store, for whoever has none to ask: a reference that
 * was left as it is would reach a script as text.
 */
export function findStoreUse({ steps }: CommandDocument, values: ParameterValues): DocumentFault[] {
  const places = [
    ...steps.map(({ name, inputs, properties }) => ({ path: `${name}.inputs`, value: properties ?? inputs })),
    ...[...values].map(([name, value]) => ({ path: `parameters.${name}`, value })),
  ];
  const message = 'This refers to the parameter store ({{ssm:…}}), and there is none to ask here.';
  return places.flatMap(({ path, value }) => (mentions(value) ? [{ path, message }] : []));
}

function mentions(value: Json): boolean {
  if (typeof value === 'string') return beginning.test(value);
  if (Array.isArray(value)) return value.some(mentions);
  return isJsonObject(value) && Object.values(value).some(mentions);
}

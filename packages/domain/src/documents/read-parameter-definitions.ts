import { checkParameterValue, compilePattern } from './check-parameter-value.ts';
import {
  parameterTypes,
  type DocumentFault,
  type Json,
  type JsonObject,
  type ParameterDefinition,
  type ParameterType,
} from './document.ts';
import { findStoreReferences } from '../store/find-store-references.ts';
import { foldKeys } from './fold-keys.ts';
import { parseJson } from './parse-json.ts';
import type { SourceText } from './read-source.ts';
import { isJsonObject } from './render-go-json.ts';

/** Reads `parameters`; what is wrong is added to `faults`. */
export function readParameterDefinitions(
  source: SourceText,
  { value, faults }: { readonly value: Json | undefined; readonly faults: DocumentFault[] },
): Map<string, ParameterDefinition> {
  const definitions = new Map<string, ParameterDefinition>();
  if (value === undefined || value === null) return definitions;
  if (!isJsonObject(value)) {
    faults.push(source.faultAt(['parameters'], 'parameters must be a map from a name to its definition.'));
    return definitions;
  }
  for (const [name, raw] of Object.entries(value)) {
    const read = readDefinition(name, isJsonObject(raw) ? foldKeys(raw, definitionKeys) : raw);
    if ('definition' in read) definitions.set(name, read.definition);
    else for (const { key, message } of read.faults) faults.push(source.faultAt(['parameters', name, ...key], message));
  }
  return definitions;
}

const definitionKeys = [
  'type',
  'description',
  'default',
  'allowedValues',
  'allowedPattern',
  'minChars',
  'maxChars',
  'minItems',
  'maxItems',
  'interpolationType',
];

interface DefinitionFault {
  readonly key: readonly string[];
  readonly message: string;
}

function readDefinition(
  name: string,
  raw: Json,
): { readonly definition: ParameterDefinition } | { readonly faults: DefinitionFault[] } {
  if (!isJsonObject(raw))
    return { faults: [{ key: [], message: `Parameter ${name} needs a definition with a type.` }] };
  const faults: DefinitionFault[] = [];
  if (!/^[a-zA-Z0-9]+$/.test(name))
    faults.push({ key: [], message: `The name ${name} may have letters and digits only.` });
  const type = parameterTypes.find((known) => known === raw['type']);
  if (type === undefined) {
    faults.push({ key: ['type'], message: `The type of ${name} must be one of ${parameterTypes.join(', ')}.` });
  }
  const bounds = readBounds(raw, faults);
  const pattern = readPattern(raw, faults);
  const allowedValues = readAllowedValues(raw, faults);
  const interpolationType = readInterpolationType(raw, { type, faults });
  if (type === undefined || faults.length > 0) return { faults };

  const description = raw['description'];
  const definition: ParameterDefinition = {
    type,
    description: typeof description === 'string' ? description : '',
    ...(allowedValues === undefined ? {} : { allowedValues }),
    ...(pattern === undefined ? {} : { allowedPattern: pattern }),
    ...bounds,
    ...(interpolationType === undefined ? {} : { interpolationType }),
  };
  const preset = readDefault(type, raw['default']);
  if (preset === undefined) return { definition };
  if (!fits(type, preset))
    return { faults: [{ key: ['default'], message: `The default of ${name} is not a ${type}.` }] };
  // An empty default means "nothing given"; real documents have it beside patterns that would refuse it.
  // What a reference to the parameter store stands for is known when the document is sent.
  const isUnknown = preset === '' || findStoreReferences(preset).length > 0;
  const wrong = isUnknown ? [] : checkParameterValue(definition, preset);
  if (wrong.length > 0)
    return { faults: wrong.map((message) => ({ key: ['default'], message: `Default of ${name}: ${message}` })) };
  return { definition: { ...definition, default: preset } };
}

/** Maps may be written as JSON text, as they are given on the console. */
function readDefault(type: ParameterType, value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || value === '' || (type !== 'StringMap' && type !== 'MapList')) return value;
  return parseJson(value);
}

/** Whether a default has the parameter's type. A String's may be a number or boolean that the text left unquoted. */
function fits(type: ParameterType, value: Json): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    case 'StringList':
      return Array.isArray(value) && value.every((item: Json) => typeof item === 'string');
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Integer':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'MapList':
      return Array.isArray(value) && value.every((item: Json) => isJsonObject(item));
    case 'StringMap':
      return isJsonObject(value);
    default:
      return type satisfies never;
  }
}

const boundKeys = ['minChars', 'maxChars', 'minItems', 'maxItems'] as const;

/** Bounds are numbers or numeric text (Go's json.Number). */
function readBounds(raw: JsonObject, faults: DefinitionFault[]): Partial<Record<(typeof boundKeys)[number], number>> {
  const bounds: Partial<Record<(typeof boundKeys)[number], number>> = {};
  for (const key of boundKeys) {
    const value = raw[key];
    if (value === undefined) continue;
    const bound = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof bound === 'number' && Number.isSafeInteger(bound) && bound >= 0) bounds[key] = bound;
    else faults.push({ key: [key], message: `${key} must be a whole number, 0 or more.` });
  }
  return bounds;
}

function readPattern(raw: JsonObject, faults: DefinitionFault[]): string | undefined {
  const pattern = raw['allowedPattern'];
  if (pattern === undefined) return undefined;
  const wrong = typeof pattern === 'string' ? compilePattern(pattern) : { fault: 'it must be text' };
  if ('fault' in wrong)
    faults.push({ key: ['allowedPattern'], message: `The allowedPattern cannot be used: ${wrong.fault}.` });
  return typeof pattern === 'string' ? pattern : undefined;
}

function readAllowedValues(raw: JsonObject, faults: DefinitionFault[]): string[] | undefined {
  const values = raw['allowedValues'];
  if (values === undefined) return undefined;
  if (
    Array.isArray(values) &&
    values.every((value: Json) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
  ) {
    return values.map(String);
  }
  faults.push({ key: ['allowedValues'], message: 'allowedValues must be a list of texts.' });
  return undefined;
}

function readInterpolationType(
  raw: JsonObject,
  { type, faults }: { readonly type: ParameterType | undefined; readonly faults: DefinitionFault[] },
): 'ENV_VAR' | undefined {
  const value = raw['interpolationType'];
  if (value === undefined) return undefined;
  const key = ['interpolationType'];
  if (value !== 'ENV_VAR') faults.push({ key, message: 'interpolationType must be ENV_VAR.' });
  else if (type !== undefined && type !== 'String') {
    faults.push({ key, message: 'interpolationType ENV_VAR is for String parameters only.' });
  }
  return 'ENV_VAR';
}

import type { DocumentDetail, DocumentParameter } from '@rustine/contract';
import { validateDocument, type Json, type ParameterDefinition } from '@rustine/domain';

/** What a form and a table show of a document. Nothing of one that an earlier release registered and this one cannot read. */
export function readContent(content: string): Pick<DocumentDetail, 'parameters' | 'steps'> {
  const { document } = validateDocument(content);
  if (document === undefined) return { parameters: [], steps: [] };
  return {
    parameters: [...document.parameters].map(([name, definition]) => presentParameter(name, definition)),
    steps: document.steps.map(({ name, action }) => ({ name, action })),
  };
}

function presentParameter(name: string, definition: ParameterDefinition): DocumentParameter {
  return {
    name,
    type: definition.type,
    description: definition.description,
    required: definition.default === undefined,
    default: definition.default === undefined ? [] : givenForm(definition.default),
    allowedValues: [...(definition.allowedValues ?? [])],
    allowedPattern: definition.allowedPattern ?? null,
  };
}

/** A value as it would be given at run time: a list item by item, a map as its JSON. */
function givenForm(value: Json): string[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((item) =>
    typeof item === 'string' ? item : JSON.stringify(item),
  );
}

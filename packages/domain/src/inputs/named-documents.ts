import type { JsonObject } from '../documents/document.ts';
import { readKey } from '../documents/read-key.ts';
import { createInputReader } from './create-input-reader.ts';
import { splitDocumentName, type DocumentName } from './document-name.ts';
import { NOOP } from './run-document.ts';

/** A registered document that a step names in so many words. */
export interface NamedDocument extends DocumentName {
  readonly step: string;
  readonly input: string;
}

/** The documents that steps would ask the server for; a name that is known only when the step runs is left out. */
export function namedDocuments(
  steps: readonly { readonly name: string; readonly action: string; readonly inputs: JsonObject }[],
): NamedDocument[] {
  return steps.flatMap(({ name: step, action, inputs }) => {
    const found = findName(action, inputs);
    if (found === null || found.text.trim() === '' || found.text.includes('{{')) return [];
    const named = splitDocumentName(found.text);
    return named.name === NOOP ? [] : [{ ...named, step, input: found.input }];
  });
}

function findName(action: string, inputs: JsonObject): { readonly text: string; readonly input: string } | null {
  const textOf = (key: string) => {
    const { value } = readKey(inputs, key);
    return typeof value === 'string' ? value : '';
  };
  if (action === 'aws:runDocument' && textOf('documentType') === 'SSMDocument') {
    return { text: textOf('documentPath'), input: 'documentPath' };
  }
  if (action === 'aws:downloadContent' && textOf('sourceType') === 'SSMDocument') {
    const info = createInputReader(inputs, { defers: true }).map('sourceInfo');
    return info === null ? null : { text: info.text('name'), input: 'sourceInfo' };
  }
  return null;
}

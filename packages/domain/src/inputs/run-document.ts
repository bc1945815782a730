import { splitDocumentName, type DocumentName } from './document-name.ts';
import { readDocumentParameters } from './read-document-parameters.ts';
import type { InputReader } from './create-input-reader.ts';
import type { InputContract } from './read-inputs.ts';

export type InnerDocument =
  | ({ readonly type: 'SSMDocument' } & DocumentName)
  /** Absolute, or relative to the invocation's download folder. */
  | { readonly type: 'LocalPath'; readonly path: string };

export interface RunDocumentInputs {
  readonly document: InnerDocument;
  /** The most that the inner document as a whole may take; null for no other limit than its steps have. */
  readonly timeoutSeconds: number | null;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** The bounds that scripts have. */
const TIMEOUT_SECONDS = { min: 5, max: 172_800 } as const;

/** aws:runDocument. `timeoutSeconds` is ours: Amazon's agent heeds no such input. */
export const runDocumentInputs: InputContract<RunDocumentInputs> = {
  keys: ['documentType', 'documentPath', 'documentParameters', 'timeoutSeconds'],
  read(reader) {
    const type = reader.text('documentType', { required: true, oneOf: ['SSMDocument', 'LocalPath'] });
    const path = reader.text('documentPath', { required: true }).trim();
    const read = reader.isDeferred('documentParameters')
      ? { parameters: {} }
      : readDocumentParameters(reader.raw('documentParameters'));
    if ('fault' in read) {
      reader.fault('documentParameters', `${read.fault}.`);
      return null;
    }
    const document: InnerDocument =
      type === 'LocalPath' ? { type, path } : { type: 'SSMDocument', ...splitDocumentName(path) };
    return { document, parameters: read.parameters, timeoutSeconds: readTimeout(reader) };
  },
};

function readTimeout(reader: InputReader): number | null {
  const value = reader.raw('timeoutSeconds');
  if (value === undefined || value === '' || reader.isDeferred('timeoutSeconds')) return null;
  const seconds = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  const { min, max } = TIMEOUT_SECONDS;
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  reader.fault('timeoutSeconds', `timeoutSeconds must be a whole number of seconds from ${min} to ${max}.`);
  return null;
}

/** Documents that may run one inside the other below the outermost. */
const DEPTH_MAX = 3;

/** AWS documents with hooks name this one where no hook is wanted. */
export const NOOP = 'AWS-Noop';

/**
 * What aws:runDocument does with its inputs. `depth` counts the documents around the step: 0 in the document that was
 * sent. `nothing` is a success.
 */
export function planInnerDocument(
  { document, parameters }: Pick<RunDocumentInputs, 'document' | 'parameters'>,
  depth: number,
):
  | { readonly kind: 'run'; readonly document: InnerDocument; readonly parameters: RunDocumentInputs['parameters'] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fail'; readonly reason: string } {
  if (document.type === 'SSMDocument' && document.name === NOOP) return { kind: 'nothing' };
  if (depth < DEPTH_MAX) return { kind: 'run', document, parameters };
  const reason = `documents may run one inside the other ${DEPTH_MAX} deep, and this one would be ${depth + 1} deep`;
  return { kind: 'fail', reason };
}

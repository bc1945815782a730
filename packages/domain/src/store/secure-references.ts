import type { DocumentFault, Json } from '../documents/document.ts';
import type { PlannedStep } from '../documents/plan-step.ts';
import { isJsonObject } from '../documents/render-go-json.ts';
import { readReferenceKey, type StoreReference } from './find-store-references.ts';
import type { StoredParameters } from './resolve-store-references.ts';

const secureReference = /\{\{ *ssm-secure:([/\w.:-]+) *\}\}/g;

/** The one action that knows `{{ssm-secure:name}}`; elsewhere it is text (parameterresolver of Amazon's agent). */
const DOWNLOAD = 'aws:downloadContent';

/**
 * The secrets that steps name for a download to fetch when it needs them. They stay references in its inputs, so they are
 * found in what was planned, whether or not stored values were put in.
 */
export function secureReferencesOf(steps: readonly PlannedStep[]): StoreReference[] {
  const found = steps.flatMap((step) =>
    keysIn(step).map((key): [string, StoreReference] => [key, readReferenceKey(key)]),
  );
  return [...new Map(found).values()];
}

/** A fault for each of them that the store does not have, or that is not secret there. */
export function secureReferenceFaults(steps: readonly PlannedStep[], stored: StoredParameters): DocumentFault[] {
  return steps.flatMap((step) =>
    keysIn(step).flatMap((key): DocumentFault[] => {
      const path = `${step.name}.inputs`;
      const type = stored.get(key)?.type;
      if (type === undefined) return [{ path, message: `The parameter store has no parameter ${key}.` }];
      if (type === 'SecureString') return [];
      return [{ path, message: `The stored parameter ${key} is a ${type}; {{ssm-secure:…}} takes a SecureString.` }];
    }),
  );
}

function keysIn(step: PlannedStep): string[] {
  if (step.kind !== 'run' || step.action !== DOWNLOAD) return [];
  return textsIn(step.inputs).flatMap((text) => Array.from(text.matchAll(secureReference), ([, key = '']) => key));
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

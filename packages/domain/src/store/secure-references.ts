import type { Json } from '../documents/document.ts';
import type { PlannedStep } from '../documents/plan-step.ts';
import { isJsonObject } from '../documents/render-go-json.ts';
import { readReferenceKey, type StoreReference } from './find-store-references.ts';

const secureReference = /\{\{ *ssm-secure:([/\w.:-]+) *\}\}/g;

/** The one action that knows `{{ssm-secure:name}}`; elsewhere it is text (parameterresolver of Amazon's agent). */
const DOWNLOAD = 'aws:downloadContent';

/**
 * The secrets that steps name for a download to fetch when it needs them. They stay references in its inputs, so they are
 * found in what was planned, whether or not stored values were put in.
 */
export function secureReferencesOf(steps: readonly PlannedStep[]): StoreReference[] {
  const found = new Map<string, StoreReference>();
  for (const step of steps) {
    if (step.kind !== 'run' || step.action !== DOWNLOAD) continue;
    for (const text of textsIn(step.inputs)) {
      for (const [, key = ''] of text.matchAll(secureReference)) found.set(key, readReferenceKey(key));
    }
  }
  return [...found.values()];
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

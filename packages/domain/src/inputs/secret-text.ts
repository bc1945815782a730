import { readReferenceKey } from '../store/find-store-references.ts';

/** A text, or the name of a secret in the parameter store that is fetched only when it is used. */
export type SecretText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stored'; readonly key: string; readonly name: string; readonly selector: string | null };

/** `{{ssm-secure:name}}` names a secret; all else is the text itself. Null for none. */
export function readSecretText(text: string): SecretText | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const key = /^\{\{ *ssm-secure:([/\w.:-]+) *\}\}$/.exec(trimmed)?.[1];
  return key === undefined ? { kind: 'text', text: trimmed } : { kind: 'stored', ...readReferenceKey(key) };
}

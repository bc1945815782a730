/** Which version of a document is meant, as aws:runDocument has it. */
export type VersionSelector =
  | { readonly kind: 'default' | 'latest' }
  | { readonly kind: 'number'; readonly version: number };

/** `$DEFAULT`, `$LATEST` or a number; null for anything else. */
export function readSelector(text: string): VersionSelector | null {
  if (text === '$DEFAULT') return { kind: 'default' };
  if (text === '$LATEST') return { kind: 'latest' };
  return /^[1-9]\d{0,8}$/.test(text) ? { kind: 'number', version: Number(text) } : null;
}

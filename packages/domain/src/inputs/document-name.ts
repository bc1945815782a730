/** A document and the version of it that is asked for; null for the default version. */
export interface DocumentName {
  readonly name: string;
  readonly version: string | null;
}

/** `Name`, `Name:3`, `Name:$LATEST`, or an ARN that ends so: of a path only the last part counts. */
export function splitDocumentName(text: string): DocumentName {
  const last = text.trim().split('/').at(-1) ?? '';
  const colon = last.indexOf(':');
  return colon === -1 ? { name: last, version: null } : { name: last.slice(0, colon), version: last.slice(colon + 1) };
}

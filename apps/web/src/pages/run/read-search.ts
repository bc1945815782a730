export interface RunSearch {
  readonly document?: string;
  readonly version?: number;
}

/** What the address says of the document to run; what it cannot mean is passed over. */
export function readRunSearch(search: Record<string, unknown>): RunSearch {
  const { document, version } = search;
  const number = Number(version);
  return {
    ...(typeof document === 'string' && document !== '' && { document }),
    ...(Number.isInteger(number) && number > 0 && { version: number }),
  };
}

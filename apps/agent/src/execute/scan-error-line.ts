import { splitLines } from './split-lines.ts';

const WORDS_MAX = 2000;

export interface ErrorScan {
  readonly take: (bytes: Buffer) => void;
  /** `CODE: words` of the first error that the script told; null when it told none. */
  readonly told: () => string | null;
}

/**
 * Looks for `rustine: error: CODE: words` in a step's standard error, by which our scripts tell why they fail. The first
 * is the cause; what follows comes of it.
 */
export function scanErrorLine(): ErrorScan {
  let told: string | null = null;
  const take = splitLines((line) => {
    told ??= /^rustine: error: (?<words>[A-Z][A-Z_]*: .+)$/.exec(line)?.groups?.['words']?.slice(0, WORDS_MAX) ?? null;
  });
  return { take, told: () => told };
}

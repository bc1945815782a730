/** A limit as given for a run: a number of instances, or whole percent of the targets. */
export type RateLimit =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

export type ParsedLimit = { readonly limit: RateLimit } | { readonly fault: string };

export const MAX_CONCURRENCY_DEFAULT = '50';
export const MAX_ERRORS_DEFAULT = '0';

/** More digits than any fleet has. */
const COUNT_DIGITS_MAX = 9;

/** `10` or `10%`, at least 1: how many instances may work at the same time (SSM's MaxConcurrency). */
export function parseMaxConcurrency(text: string): ParsedLimit {
  return parse(text, { name: 'max-concurrency', least: 1 });
}

/** `0` or `10%`: how many errors are borne; one more stops the run (SSM's MaxErrors). */
export function parseMaxErrors(text: string): ParsedLimit {
  return parse(text, { name: 'max-errors', least: 0 });
}

function parse(text: string, { name, least }: { readonly name: string; readonly least: 0 | 1 }): ParsedLimit {
  const fault = `${name} must be a whole number of at least ${least}, or ${least}% to 100%, not "${text.slice(0, 40)}"`;
  const match = /^(0|[1-9][0-9]*)(%?)$/.exec(text);
  const digits = match?.[1];
  if (digits === undefined || digits.length > COUNT_DIGITS_MAX || Number(digits) < least) return { fault };
  if (match?.[2] === '') return { limit: { kind: 'count', count: Number(digits) } };
  return Number(digits) > 100 ? { fault } : { limit: { kind: 'percent', percent: Number(digits) } };
}

/** Instances that may work at the same time, of so many targets: percent are rounded down, to no less than one. */
export function concurrencyOf(limit: RateLimit, targets: number): number {
  return limit.kind === 'count' ? limit.count : Math.max(1, Math.floor((targets * limit.percent) / 100));
}

/** Errors that are borne, of so many targets. Rounded down: 10% of 50 bears 5, and the 6th stops; 10% of 5 bears none. */
export function errorsBorneOf(limit: RateLimit, targets: number): number {
  return limit.kind === 'count' ? limit.count : Math.floor((targets * limit.percent) / 100);
}

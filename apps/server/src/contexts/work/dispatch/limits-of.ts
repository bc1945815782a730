import {
  concurrencyOf,
  parseMaxConcurrency,
  parseMaxErrors,
  type ParsedLimit,
  type RateLimit,
  type RateLimits,
} from '@rustine/domain';

/** The limits of a work request, which were checked when it was made. */
export function limitsOf({
  maxConcurrency,
  maxErrors,
}: {
  readonly maxConcurrency: string;
  readonly maxErrors: string;
}): RateLimits {
  return { maxConcurrency: checked(parseMaxConcurrency(maxConcurrency)), maxErrors: errorLimit(maxErrors) };
}

export function errorLimit(maxErrors: string): RateLimit {
  return checked(parseMaxErrors(maxErrors));
}

function checked(parsed: ParsedLimit): RateLimit {
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.limit;
}

/** What an invocation says of itself until its turn comes. */
export function waitingReason(maxConcurrency: string, targets: number): string {
  const places = concurrencyOf(checked(parseMaxConcurrency(maxConcurrency)), targets);
  return `Waiting for its turn: it is not sent before those that were have answered, and ${places === 1 ? 'one works' : `no more than ${places} work`} at the same time.`;
}

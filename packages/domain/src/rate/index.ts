export {
  concurrencyOf,
  errorsBorneOf,
  MAX_CONCURRENCY_DEFAULT,
  MAX_ERRORS_DEFAULT,
  parseMaxConcurrency,
  parseMaxErrors,
  type ParsedLimit,
  type RateLimit,
} from './parse-limit.ts';
export { countsAsError, planRate, type RateCounts, type RateDecision, type RateLimits } from './plan-rate.ts';

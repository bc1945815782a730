import { z } from 'zod';

type RawIssue = Parameters<NonNullable<ReturnType<typeof z.config>['customError']>>[0];

/**
 * What is wrong with a value, as a remedy in plain words, for the faults that zod tells in those of a program; undefined
 * leaves it to zod. What a schema says itself counts for more.
 */
function plainFault(issue: RawIssue): string | undefined {
  if (issue.code === 'too_small') {
    if (issue.origin === 'string' && issue.minimum === 1) return 'it may not be empty';
    return `give at least ${sizeOf(issue.origin, issue.minimum)}`;
  }
  if (issue.code === 'too_big') return `give at most ${sizeOf(issue.origin, issue.maximum)}`;
  if (issue.code === 'invalid_value') {
    return `give ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
  }
  if (issue.code === 'unrecognized_keys') return `there is no ${issue.keys.join(', ')}`;
  return issue.code === 'invalid_type' && issue.input === undefined ? 'it is missing' : undefined;
}

function sizeOf(origin: string, size: number | bigint): string {
  if (origin !== 'string') return String(size);
  return `${size} ${size === 1 ? 'character' : 'characters'}`;
}

z.config({ customError: plainFault });

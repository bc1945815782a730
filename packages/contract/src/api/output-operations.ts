import { z } from 'zod';
import { OutputStreamName } from '../agent/publish.ts';
import { InvocationId } from '../ids.ts';
import type { Operation } from './operation.ts';

/** The part of the table of operations that is about what steps print. A step's name may hold anything, so it is no path. */
export const outputOperations = {
  getStepOutput: {
    operationId: 'getStepOutput',
    method: 'GET',
    path: '/invocations/{invocationId}/output',
    tag: 'work',
    summary: 'The whole output of a step, or a range of its bytes',
    params: z.object({ invocationId: InvocationId }),
    query: z.object({
      step: z.string().min(1).max(200),
      stream: OutputStreamName.default('stdout'),
      /** Bytes to leave out at the start. */
      offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      /** Bytes at most; all unless given. */
      length: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    }),
    success: 200,
    response: z.string().meta({ format: 'binary', contentMediaType: 'application/octet-stream' }),
    errors: ['NOT_FOUND', 'CONFLICT', 'UNAVAILABLE'],
  },
} as const satisfies Record<string, Operation>;

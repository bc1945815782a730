import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/**
 * One operation of the people's API. The server's routes, the OpenAPI document and the SDK all come from this table,
 * so they cannot disagree. `path` is below `/api/v1`, in OpenAPI's notation.
 */
export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Status of success and its body; null for none. */
  readonly success: 200 | 201 | 202 | 204;
  readonly response: z.ZodType | null;
  readonly errors: readonly ErrorCode[];
}

import { z } from 'zod';
import { StoredParameterType } from '../api/parameters.ts';
import { InvocationId } from '../ids.ts';

/**
 * An agent asks for the stored values that one of its invocations refers to, by the keys of its references (`name`,
 * `name:3`, `name:label`). Values never travel in a command: they are answered only while the invocation is open, and
 * only for keys that its own document and parameters refer to.
 */
export const AgentParametersRequest = z.object({
  invocationId: InvocationId,
  keys: z.array(z.string().min(1).max(1200)).min(1).max(1000),
});
export type AgentParametersRequest = z.infer<typeof AgentParametersRequest>;

export const AgentParametersResponse = z.object({
  /** One for each key that the store has a value for. */
  parameters: z.array(z.object({ key: z.string(), type: StoredParameterType, value: z.string() })),
});
export type AgentParametersResponse = z.infer<typeof AgentParametersResponse>;

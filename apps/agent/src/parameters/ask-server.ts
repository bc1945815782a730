import { AgentParametersResponse } from '@rustine/contract';
import type { StoredParameter, StoredParameters } from '@rustine/domain';
import type { CallServer } from '../checkin/call-server.ts';
import { retryPassing, type RetryContext } from '../checkin/retry.ts';

/** As many as one request may ask for (contract). */
const KEYS_MAX = 1000;

/**
 * Asks for the stored values of an invocation, for as long as it takes or until the signal aborts; keys for which the
 * store has nothing are left out. Rejects with ServerRefusedError when the server will not tell.
 */
export type AskStored = (
  invocationId: string,
  keys: readonly string[],
  signal: AbortSignal,
) => Promise<StoredParameters>;

export function storedAsker({
  call,
  ...context
}: { readonly call: CallServer } & Omit<RetryContext, 'signal'>): AskStored {
  return async (invocationId, keys, signal) => {
    const found = new Map<string, StoredParameter>();
    for (let start = 0; start < keys.length; start += KEYS_MAX) {
      const body = { invocationId, keys: keys.slice(start, start + KEYS_MAX) };
      const ask = async () => await call('parameters', { body, answer: AgentParametersResponse, signal });
      const { parameters } = await retryPassing(ask, { ...context, signal, doing: 'fetching stored parameters' });
      for (const { key, type, value } of parameters) found.set(key, { type, value });
    }
    return found;
  };
}

import {
  createRedactor,
  redactText,
  type Redactor,
  type StoredParameter,
  type StoredParameters,
} from '@rustine/domain';
import type { AskStored } from './ask-server.ts';

/**
 * The parameter store as one invocation sees it. Its values are in memory alone: a restarted agent asks again, so nothing
 * secret is ever in the journal.
 */
export interface InvocationStore {
  /**
   * Values by their keys (`name`, `name:3`, `name:label`); those that the store does not have are left out. A key keeps
   * its value for the invocation. Rejects as AskStored does.
   */
  fetch(keys: readonly string[], signal: AbortSignal): Promise<StoredParameters>;
  /** Takes what is secret of all that was fetched so far out of a text. */
  redact(text: string): string;
  /** Takes it out of a stream, also what is fetched while the stream lasts. */
  openFilter(): OutputFilter;
}

export interface OutputFilter {
  push(bytes: Buffer): Buffer;
  /** What was held back; nothing is pushed any more. */
  end(): Buffer;
}

export function openInvocationStore(invocationId: string, ask: AskStored): InvocationStore {
  const known = new Map<string, StoredParameter>();
  const secrets = new Set<string>();
  const redactors = new Set<Redactor>();

  const remember = (stored: StoredParameters): void => {
    for (const [key, parameter] of stored) {
      known.set(key, parameter);
      if (parameter.type === 'SecureString') secrets.add(parameter.value);
    }
    for (const redactor of redactors) redactor.add([...secrets]);
  };

  return {
    async fetch(keys, signal) {
      const missing = [...new Set(keys)].filter((key) => !known.has(key));
      if (missing.length > 0) remember(await ask(invocationId, missing, signal));
      return new Map(keys.flatMap((key) => (known.has(key) ? [[key, known.get(key)!]] : [])));
    },
    redact: (text) => redactText(text, [...secrets]),
    openFilter() {
      // Most documents have no secret, and their output is not read byte by byte.
      let redactor: Redactor | null = null;
      return {
        push(bytes) {
          if (redactor === null) {
            if (secrets.size === 0) return bytes;
            redactor = createRedactor([...secrets]);
            redactors.add(redactor);
          }
          return Buffer.from(redactor.push(bytes));
        },
        end() {
          if (redactor === null) return Buffer.alloc(0);
          redactors.delete(redactor);
          return Buffer.from(redactor.end());
        },
      };
    },
  };
}

import { resolvePlan, storeReferencesOf, type PlannedStep, type SecretText } from '@rustine/domain';
import { faultsToText } from '../execute/prepare-document.ts';
import type { InvocationStore } from './invocation-store.ts';

/** What steps ask of the parameter store while they run. */
export interface StoreServices {
  /** Puts stored parameters into an inner document's steps. Throws with every place that cannot be filled. */
  readonly resolveSteps: (steps: readonly PlannedStep[], signal: AbortSignal) => Promise<readonly PlannedStep[]>;
  /** The text that stands for itself, or the secret of that name. Throws when the store has none. */
  readonly readSecret: (secret: SecretText, signal: AbortSignal) => Promise<string>;
}

/** All that is fetched here is taken out of the invocation's output and messages from then on. */
export function storeServices(store: InvocationStore): StoreServices {
  return {
    async resolveSteps(steps, signal) {
      const keys = storeReferencesOf(steps).map(({ key }) => key);
      if (keys.length === 0) return steps;
      const { value, faults } = resolvePlan(steps, await store.fetch(keys, signal));
      if (value === undefined) throw new Error(faultsToText(faults));
      return value;
    },
    async readSecret(secret, signal) {
      if (secret.kind === 'text') return secret.text;
      const stored = (await store.fetch([secret.key], signal)).get(secret.key);
      if (stored === undefined) throw new Error(`The parameter store has no parameter ${secret.key}.`);
      if (stored.type !== 'SecureString') {
        throw new Error(
          `The stored parameter ${secret.key} is a ${stored.type}; {{ssm-secure:…}} takes a SecureString.`,
        );
      }
      return stored.value;
    },
  };
}

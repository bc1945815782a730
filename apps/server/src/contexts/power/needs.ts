import type { Transaction } from '../../db/connect.ts';

/** The machine runs, by us or anyhow, or it could not be woken. */
export type WakeOutcome =
  | { readonly kind: 'RUNNING'; readonly startedByUs: boolean }
  | { readonly kind: 'FAILED'; readonly message: string };

/** What became of a machine that was to be put back. */
export type RestoreOutcome =
  | { readonly kind: 'STOPPED' }
  | { readonly kind: 'LEFT_ON'; readonly reason: string }
  | { readonly kind: 'FAILED'; readonly message: string };

export interface Settled<Outcome> {
  readonly invocationId: string;
  readonly outcome: Outcome;
  readonly at: Date;
}

/** What power asks of the others; only the composition knows who answers. */
export interface PowerNeeds {
  readonly work: {
    /** An invocation that waits for its machine need not any more. Told once, by the transaction; its row is locked. */
    readonly wakeSettled: (tx: Transaction, settled: Settled<WakeOutcome>) => Promise<void>;
    /** An invocation that waits for its machine to be put back need not any more. As above. */
    readonly restoreSettled: (tx: Transaction, settled: Settled<RestoreOutcome>) => Promise<void>;
  };
  readonly fleet: {
    /** Those of the ids that exist. */
    readonly findInstances: (ids: readonly string[]) => Promise<readonly { readonly id: string }[]>;
    /** The provider says that it is off; asked at `at`. */
    readonly noteStopped: (tx: Transaction, instanceId: string, at: Date) => Promise<void>;
    /** The provider says that it is not off. */
    readonly noteNotStopped: (tx: Transaction, instanceId: string) => Promise<void>;
  };
  readonly parameters: {
    /** The newest value of a stored parameter; null when there is none. */
    readonly readSecret: (name: string) => Promise<string | null>;
  };
}

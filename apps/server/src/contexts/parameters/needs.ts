import type { InvocationState, OsFamily } from '@rustine/contract';
import type { DocumentName } from '@rustine/domain';

/** What an invocation runs, as it was asked for. */
export interface AskedRun {
  readonly instanceId: string;
  readonly osFamily: OsFamily;
  readonly workRequestId: string;
  readonly state: InvocationState;
  /** Whether the agent has told how it ended. */
  readonly agentEnded: boolean;
  readonly documentName: string;
  readonly documentVersion: number;
  /** SSM wire format: each value a list of strings. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** What the parameter store asks of the others; only the composition knows who answers. */
export interface ParametersNeeds {
  readonly work: {
    readonly runOf: (invocationId: string) => Promise<AskedRun | null>;
    /** The document that a step of the work request names; without a work request, that one would name now. */
    readonly innerDocument: (
      workRequestId: string | null,
      name: DocumentName,
    ) => Promise<{ readonly content: string } | null>;
  };
  readonly documents: {
    readonly getVersion: (name: string, version?: number) => Promise<{ readonly content: string } | null>;
  };
}

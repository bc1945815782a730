import type { JsonObject, StepExit } from '@rustine/domain';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { OutputStream } from '../process/run-process.ts';

/** What a step may use while it runs. */
export interface StepContext {
  readonly inputs: JsonObject;
  /** The invocation's own folder, and the step's folder in it; both exist and are private. */
  readonly invocationFolder: string;
  readonly stepFolder: string;
  /** The agent's variables; they win over what a document sets. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly agentEnvironment: Readonly<Record<string, string>>;
  readonly graceMs: number;
  /** Ends the step when it aborts: canceled, out of time, or the agent stops. */
  readonly signal: AbortSignal;
  readonly onStarted: (identity: ProcessIdentity) => void;
  readonly onOutput: (stream: OutputStream, bytes: Buffer) => void;
}

export interface StepPlugin {
  /** Whether it may change packages: documents with such a step run one at a time. */
  readonly exclusive: boolean;
  run(context: StepContext): Promise<StepExit>;
}

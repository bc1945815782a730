import type { JsonObject, Platform, StepExit } from '@rustine/domain';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { OutputStream } from '../process/run-process.ts';
import type { StepServices } from './step-services.ts';

/** What a step may use while it runs. */
export interface StepContext {
  readonly inputs: JsonObject;
  /** As documents' preconditions name it. */
  readonly platform: Platform;
  /** Documents around the one that the step stands in: 0 in the document that was sent. */
  readonly depth: number;
  /** The document's own folder, and the step's folder in it; both exist and are private. */
  readonly invocationFolder: string;
  readonly stepFolder: string;
  /** Reports that steps leave there are published. */
  readonly reportsFolder: string;
  /** The agent's variables; they win over what a document sets. */
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly agentEnvironment: Readonly<Record<string, string>>;
  readonly graceMs: number;
  /** Ends the step when it aborts: canceled, out of time, or the agent stops. */
  readonly signal: AbortSignal;
  readonly services: StepServices;
  readonly onStarted: (identity: ProcessIdentity) => void;
  readonly onOutput: (stream: OutputStream, bytes: Buffer) => void;
}

export interface StepPlugin {
  /** Whether it may change packages: documents with such a step run one at a time. */
  readonly exclusive: boolean;
  readonly run: (context: StepContext) => Promise<StepExit>;
}

export type FindPlugin = (action: string) => StepPlugin | null;

import type { CommandClaims } from '@rustine/contract';

/** What those who watch many agents are told; none of it changes what an agent does. */
export interface AgentWatcher {
  readonly linked?: () => void;
  readonly unlinked?: () => void;
  readonly checkedIn?: () => void;
  /** A new command has been fetched and read. */
  readonly delivered?: (command: CommandClaims) => void;
  /** The server holds the events of this invocation up to `seq`; `ended` when the last of them is the end. */
  readonly acknowledged?: (invocationId: string, seq: number, ended: boolean) => void;
  /** A refusal that waiting does not mend: what the agent did there it does not do again in this life. */
  readonly fault?: (error: Error) => void;
}

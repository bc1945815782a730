import type { HistoryWriter, LakeReader } from '@rustine/lake';
import type { Transaction } from '../../db/connect.ts';
import type { OperationHandlers } from '../../http/operation.ts';

/** What is shown of work while it is in PostgreSQL: the history shows the same of what is not any more. */
export type LiveHandlers = Pick<
  OperationHandlers,
  | 'listWorkRequests'
  | 'getWorkRequest'
  | 'listWorkLog'
  | 'listInvocations'
  | 'getInvocation'
  | 'getStepOutput'
  | 'cancelWorkRequest'
  | 'cancelInvocation'
  | 'retryWorkRequest'
  | 'resumeWorkRequest'
  | 'followWorkRequest'
>;

export interface HistoryNeeds {
  readonly live: LiveHandlers;
  readonly work: {
    /** Locks, until the transaction ends, all of those of these work requests that have ended; answers their ids. */
    lockEnded(tx: Transaction, workRequestIds: readonly string[]): Promise<string[]>;
    removeWorkRequests(tx: Transaction, workRequestIds: readonly string[]): Promise<void>;
  };
  readonly reports: {
    /** Lets go of the whole outputs of these invocations' steps; their objects are deleted once this is committed. */
    releaseOutputs(tx: Transaction, invocationIds: readonly string[]): Promise<void>;
  };
  readonly lake: {
    /** Opened for a run of the clean-up, which closes it. */
    openWriter(): Promise<HistoryWriter>;
    readonly reader: Pick<LakeReader, 'run'>;
  };
}

import type { InstanceStatus } from '@rustine/contract';
import type { Transaction } from '../../db/connect.ts';

export interface QuorumNeeds {
  readonly fleet: {
    /** Those of the ids that exist. */
    findInstances(ids: readonly string[]): Promise<readonly { readonly id: string }[]>;
    /** It stays there until the transaction ends. @throws CodedError NOT_FOUND, with the place in the request. */
    requireHeldCompartment(tx: Transaction, id: string, place: string): Promise<void>;
    statusOf(instance: { lastCheckInAt: Date | null; rebooting: boolean }): InstanceStatus;
  };
  readonly work: {
    /**
     * An invocation that has told of its reboot waits for a lease, or has it: its reason, and a deadline that counts
     * from now on. Not owed when it is not to be
     * rebooted for any more: canceled, perhaps, which its agent may not have heard yet.
     */
    noteRebootWait(
      tx: Transaction,
      noted: { readonly invocationId: string; readonly instanceId: string; readonly reason: string; readonly at: Date },
    ): Promise<{ readonly owed: boolean; readonly canceling: boolean; readonly rebootSeconds: number }>;
  };
}

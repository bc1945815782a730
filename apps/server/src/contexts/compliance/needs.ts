import type { InstanceStatus } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';

/** Which instances a question is about: a compartment (with its subtree if recursive), a group, both, or all. */
export interface AskedScope {
  readonly compartmentId?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly groupId?: string | undefined;
}

/** What the compliance context asks of the others. */
export interface ComplianceNeeds {
  readonly work: {
    /** The same key gives the same answer, however often it is asked. */
    startWork(wanted: {
      documentName: string;
      instanceIds: string[];
      parameters: Record<string, string[]>;
      createdBy: string;
      idempotencyKey: string;
      deliverySeconds: number;
    }): Promise<{ workRequestId: string; invocationIds: readonly string[] }>;
  };
  readonly fleet: {
    /** Throws NOT_FOUND for a compartment or a group that is not there. */
    scopeIds(db: Db, scope: AskedScope): Promise<readonly string[] | 'ALL'>;
    statusOf(instance: { lastCheckInAt: Date | null; rebooting: boolean; stoppedAt: Date | null }): InstanceStatus;
  };
}

import type { OsFamily, Targets } from '@rustine/contract';
import type { CommandDocument, PlannedStep, Platform, ReportSummary } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import type { VersionSelector } from './asked/read-selector.ts';

export interface TargetInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osFamily: OsFamily;
}

export interface FleetNeeds {
  /** The instances with these ids; ids that nobody has are left out. */
  findInstances(ids: readonly string[]): Promise<readonly TargetInstance[]>;
  /** @throws CodedError NOT_FOUND that names the place of an instance, group or compartment that there is not. */
  instancesForTargets(targets: Targets): Promise<readonly TargetInstance[]>;
  /** These instances hold a link open at this instant. */
  noteSeen(instanceIds: readonly string[], at: Date): Promise<void>;
  /** The agent's word, at the end of a run, on whether the machine waits for a restart. */
  noteRebootRequired(
    tx: Transaction,
    word: { readonly instanceId: string; readonly rebootRequired: boolean; readonly at: Date },
  ): Promise<void>;
}

export interface KnownDocument {
  readonly name: string;
  readonly version: number;
  readonly content: string;
  readonly sha256: string;
}

export interface DocumentNeeds {
  getVersion(name: string, version?: number): Promise<KnownDocument | null>;
  /** As a document names another one: by number, the default version, or the newest. */
  selectVersion(name: string, selector: VersionSelector): Promise<KnownDocument | null>;
}

export interface ReportNeeds {
  /** What became of the reports that an invocation announced, as this transaction sees it. Takes no locks. */
  reportSummary(tx: Transaction, invocationId: string): Promise<ReportSummary>;
}

export interface ParameterNeeds {
  /**
   * Checks the parameters of a run with the stored values that it refers to, and gives its steps for each platform. They
   * may hold secrets: nothing of them may be kept or told. @throws CodedError VALIDATION_FAILED with each place.
   */
  resolveRun(run: {
    readonly document: CommandDocument;
    readonly given: Readonly<Record<string, readonly string[]>>;
    readonly platforms: readonly Platform[];
  }): Promise<readonly (readonly PlannedStep[])[]>;
}

export interface QuorumNeeds {
  /** Whether an instance may reboot with a lease alone. */
  needsLease(reader: Db, instanceId: string): Promise<boolean>;
}

export interface WorkNeeds {
  readonly quorum: QuorumNeeds;
  readonly fleet: FleetNeeds;
  readonly documents: DocumentNeeds;
  readonly parameters: ParameterNeeds;
  readonly reports: ReportNeeds;
}

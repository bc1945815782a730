import type { OsFamily, Targets } from '@rustine/contract';
import type { CommandDocument, PlannedStep, Platform, ReportSummary } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import type { VersionSelector } from './asked/read-selector.ts';

export interface TargetInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osFamily: OsFamily;
  readonly labels: Readonly<Record<string, string>>;
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

/** One row of a `new-updates` report. */
export interface NewUpdate {
  readonly invocationId: string;
  readonly name: string;
  readonly architecture: string;
  readonly action: string;
  readonly newVersion: string;
}

export interface ReportNeeds {
  /** What became of the reports that an invocation announced, as this transaction sees it. Takes no locks. */
  reportSummary(tx: Transaction, invocationId: string): Promise<ReportSummary>;
}

export interface UpdateNeeds {
  /** The rows of the ingested reports `new-updates` of these invocations: what their runs changed. */
  newUpdatesOf(invocationIds: readonly string[]): AsyncIterable<NewUpdate>;
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

/** Where an instance stands: a window is open for it, or none is. */
export type WindowPlace =
  | {
      readonly kind: 'OPEN';
      readonly windowId: string;
      readonly windowName: string;
      /** Nothing starts from then on. */
      readonly startUntil: Date;
      readonly closesAt: Date;
    }
  | { readonly kind: 'CLOSED'; readonly reason: string; readonly nextOpensAt: Date | null };

export interface HoldingFreeze {
  readonly freezeId: string;
  readonly name: string;
  readonly until: Date;
}

export interface WindowNeeds {
  /** @throws CodedError NOT_FOUND with the place. */
  requireWindows(db: Db, ids: readonly string[], place: string): Promise<void>;
  /** Where each instance stands; `windowIds` null for any window that covers it. */
  placesFor(
    reader: Db,
    asked: { readonly instanceIds: readonly string[]; readonly windowIds: readonly string[] | null; readonly at: Date },
  ): Promise<ReadonlyMap<string, WindowPlace>>;
  /** Those of the instances for which a freeze holds. */
  freezesOn(
    reader: Db,
    asked: { readonly instanceIds: readonly string[]; readonly at: Date },
  ): Promise<ReadonlyMap<string, HoldingFreeze>>;
  /** When the next freeze begins for the instance, later than `after`; null for never. */
  nextFreezeStart(reader: Db, instanceId: string, after: Date): Promise<Date | null>;
}

export interface PowerNeeds {
  /**
   * Has the machine started, unless it runs; `wakeSettled` tells what became of that. Several in one transaction are asked
   * for by ascending instance id.
   */
  askToWake(
    tx: Transaction,
    asked: {
      readonly workRequestId: string;
      readonly invocationId: string;
      readonly instanceId: string;
      readonly at: Date;
    },
  ): Promise<void>;
  /** Whether the machine is to be put back as it was found: then `restoreSettled` tells what became of that. */
  askToRestore(
    tx: Transaction,
    asked: {
      readonly invocationId: string;
      readonly instanceId: string;
      /** Its machine came up under another boot id, and no reboot of the run explains it. */
      readonly restartedByOthers: boolean;
      readonly at: Date;
    },
  ): Promise<{ readonly restore: boolean; readonly reason: string }>;
  /** Until when it may take to tell what became of the machine of an invocation; null when there is nothing to tell. */
  settlesBy(tx: Transaction, invocationId: string): Promise<Date | null>;
}

/** The machine runs, by us or anyhow, or it could not be woken. */
export type WakeOutcome =
  | { readonly kind: 'RUNNING'; readonly startedByUs: boolean }
  | { readonly kind: 'FAILED'; readonly message: string };

/** What became of a machine that was to be put back. */
export type RestoreOutcome =
  | { readonly kind: 'STOPPED' }
  | { readonly kind: 'LEFT_ON'; readonly reason: string }
  | { readonly kind: 'FAILED'; readonly message: string };

export interface QuorumNeeds {
  /** Whether an instance may reboot with a lease alone. */
  needsLease(reader: Db, instanceId: string): Promise<boolean>;
}

export interface WorkNeeds {
  readonly quorum: QuorumNeeds;
  readonly fleet: FleetNeeds;
  readonly documents: DocumentNeeds;
  readonly parameters: ParameterNeeds;
  readonly reports: ReportNeeds & UpdateNeeds;
  readonly windows: WindowNeeds;
  readonly power: PowerNeeds;
}

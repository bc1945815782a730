import type { Forecast, OsFamily, PowerRule, Targets, WavePlan, WindowRule } from '@rustine/contract';
import type { CommandDocument, PlannedStep, Platform, Sleeper } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';

export interface TargetInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osFamily: OsFamily;
  readonly labels: Readonly<Record<string, string>>;
}

export interface FleetNeeds {
  /** @throws CodedError NOT_FOUND with the place. */
  requireCompartment(db: Db, id: string, place?: string): Promise<void>;
  /** The same; it stays there until the transaction ends. */
  requireHeldCompartment(tx: Transaction, id: string, place: string): Promise<void>;
  /** @throws CodedError NOT_FOUND that names the place of what is not there; none is an answer too. */
  instancesForTargets(targets: Targets, place?: string): Promise<readonly TargetInstance[]>;
  findInstances(ids: readonly string[]): Promise<readonly TargetInstance[]>;
}

export interface DocumentNeeds {
  getVersion(name: string, version?: number): Promise<{ readonly content: string } | null>;
}

export interface ParameterNeeds {
  /** Nothing of the answer may be kept. @throws CodedError VALIDATION_FAILED with each place. */
  resolveRun(run: {
    readonly document: CommandDocument;
    readonly given: Readonly<Record<string, readonly string[]>>;
    readonly platforms: readonly Platform[];
  }): Promise<readonly (readonly PlannedStep[])[]>;
}

/** What a work request of a job is made from. */
export interface JobWork {
  readonly documentName: string;
  readonly documentVersion: number | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly targets: Targets | undefined;
  readonly instanceIds: readonly string[] | undefined;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly deliverySeconds: number;
  readonly waves: WavePlan | undefined;
  readonly window: WindowRule | undefined;
  readonly power: PowerRule;
  readonly ignoreWindow: { readonly reason: string } | undefined;
  readonly overrideFreeze: { readonly reason: string; readonly by: string } | undefined;
  readonly forecast: Forecast | undefined;
  readonly comment: string;
  readonly createdBy: string;
  readonly jobId: string;
  readonly executionId: string;
  readonly idempotencyKey: string;
  /** Called in the transaction that makes the work request: both are there, or, when it throws, neither is. */
  readonly whenMade: (tx: Transaction, workRequestId: string) => Promise<void>;
}

export interface WorkNeeds {
  /** A second ask with the same key gets the first one's work request. @throws CodedError; then nothing was made. */
  startWork(work: JobWork): Promise<{ readonly workRequestId: string }>;
  /** A work request that is FAILED from the start, with the reason and without any invocation. */
  startFailedWork(work: JobWork, reason: string): Promise<{ readonly workRequestId: string }>;
  /** Those of the instances that do not answer now. */
  silentInstances(db: Db, instanceIds: readonly string[]): Promise<readonly string[]>;
  /** @throws CodedError NOT_FOUND or CONFLICT */
  cancelWorkRequest(
    db: Db,
    asked: { readonly workRequestId: string; readonly by: string; readonly at: Date },
  ): Promise<void>;
}

export interface Opening {
  readonly opensAt: Date;
  readonly cutoffAt: Date;
  readonly closesAt: Date;
}

export interface FreezePeriod {
  readonly name: string;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** Whether a window is open for an instance, and until when it lets things start. */
export type Place = OpenPlace | { readonly kind: 'CLOSED' };

export interface OpenPlace {
  readonly kind: 'OPEN';
  readonly startUntil: Date;
  readonly closesAt: Date;
}

export interface WindowNeeds {
  /** @throws CodedError NOT_FOUND with the place. */
  requireWindows(db: Db, ids: readonly string[], place: string): Promise<void>;
  /** Where an instance stands at an instant; `windowIds` null for any window that covers it. */
  placesFor(
    reader: Db,
    asked: { readonly instanceIds: readonly string[]; readonly windowIds: readonly string[] | null; readonly at: Date },
  ): Promise<ReadonlyMap<string, Place>>;
  /** The next time that a window opens for each instance; those for which none does are left out. */
  nextOpenings(
    reader: Db,
    asked: {
      readonly instanceIds: readonly string[];
      readonly windowIds: readonly string[] | null;
      readonly after: Date;
    },
  ): Promise<ReadonlyMap<string, Opening>>;
  /** The times that a window is open that begin in [from, to). */
  occurrencesOf(
    reader: Db,
    windowId: string,
    asked: { readonly from: Date; readonly to: Date; readonly limit: number },
  ): Promise<readonly (Opening & { readonly timezone: string })[]>;
  nextOccurrence(reader: Db, windowId: string, after: Date): Promise<Opening | null>;
  /** Until when work may go on that starts at each of these instants, which are in order; null where none could start. */
  openUntil(
    reader: Db,
    asked: {
      readonly instanceIds: readonly string[];
      readonly windowIds: readonly string[] | null;
      readonly at: readonly Date[];
    },
  ): Promise<readonly (Date | null)[]>;
  /** Freezes that hold for these instances at an instant. */
  freezesOn(
    reader: Db,
    asked: { readonly instanceIds: readonly string[]; readonly at: Date },
  ): Promise<ReadonlyMap<string, { readonly name: string }>>;
  /** The periods in which each compartment is frozen between two instants. */
  freezesOfCompartments(
    reader: Db,
    asked: { readonly compartmentIds: readonly string[]; readonly from: Date; readonly to: Date },
  ): Promise<ReadonlyMap<string, readonly FreezePeriod[]>>;
}

export interface HistoryNeeds {
  /** Seconds that earlier runs of the document took on each instance, the newest first. */
  durationsOf(
    reader: Db,
    asked: {
      readonly instanceIds: readonly string[];
      readonly documentName: string;
      /** Of its dry runs; else of the others. */
      readonly dryRun: boolean;
      /** Only those that restarted nothing. */
      readonly withoutReboots: boolean;
    },
  ): Promise<ReadonlyMap<string, readonly number[]>>;
}

export interface PowerNeeds {
  /** How long it took to start these instances, and to put them back; those that nothing can start are not in the map. */
  wakingTimes(reader: Db, instanceIds: readonly string[]): Promise<ReadonlyMap<string, Sleeper>>;
}

export interface JobsNeeds {
  readonly fleet: FleetNeeds;
  readonly documents: DocumentNeeds;
  readonly parameters: ParameterNeeds;
  readonly work: WorkNeeds;
  readonly windows: WindowNeeds;
  readonly history: HistoryNeeds;
  readonly power: PowerNeeds;
}

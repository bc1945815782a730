import type { InstancePower, Invocation, WorkRequestDetail } from '@rustine/sdk';
import type { Change } from '../account.ts';
import type { PackagesSay } from '../ask-machine.ts';
import type { NightMachine } from './roles.ts';

/** What the server tells of one machine after the night. */
export interface NightAccount {
  readonly invocation: Pick<
    Invocation,
    'state' | 'reason' | 'wave' | 'power' | 'startedAt' | 'finishedAt' | 'startUntil' | 'windowClosesAt'
  >;
  /** From the report `new-updates`. */
  readonly changes: readonly Change[];
  /** Boot ids around the reboot that the run says was proved. */
  readonly reboot: { readonly before: string; readonly after: string } | null;
  /** The newest time that the machine was woken for a run; null when it never was. */
  readonly session: Pick<InstancePower['sessions'][number], 'found' | 'startedByUs' | 'outcome' | 'message'> | null;
  /** What the server last heard of the machine's power. */
  readonly powerState: string | null;
}

/** What the machine, and who holds its switch, say of the same night. */
export interface NightTestimony {
  readonly before: PackagesSay;
  readonly after: PackagesSay;
  readonly wasOn: boolean;
  readonly isOn: boolean;
  /** Boot ids with which it came up during the night, in order. */
  readonly boots: readonly string[];
  readonly switched: readonly ('start' | 'stop')[];
}

export interface NightEntry {
  readonly machine: NightMachine;
  readonly account: NightAccount;
  readonly testimony: NightTestimony;
}

/** What was seen of the whole while it went on. */
export interface NightSeen {
  readonly work: Pick<WorkRequestDetail, 'state' | 'reason' | 'waves' | 'window' | 'jobId'>;
  readonly opensAt: string;
  readonly cutoffAt: string;
  /** Names of those that were seen to hold a lease, and how many held one at the same time at most. */
  readonly leases: { readonly holders: readonly string[]; readonly atOnce: number };
  /** What became of the job's one execution. */
  readonly execution: { readonly state: string; readonly dueAt: string };
}

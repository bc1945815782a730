import type { MissedPolicy } from '@rustine/contract';

/** Later than this by the server's own pace, in milliseconds, an execution was missed rather than begun a moment late. */
const PUNCTUAL_MS = 120_000;

/** Executions that passed while no server ran are kept one by one up to so many; the rest only counted. */
const MISSED_TOLD_MAX = 100;

export interface DueJob {
  readonly missed: MissedPolicy;
  /** The execution that a person has skipped, by its time. */
  readonly skipAt: Date | null;
}

export interface DueExecution {
  readonly dueAt: Date;
  readonly state: 'STARTING' | 'SKIPPED' | 'MISSED';
  readonly reason: string;
}

export interface DueDecision {
  /** In order of time; at most the last is STARTING. */
  readonly executions: readonly DueExecution[];
}

/**
 * What becomes of the executions whose time has come, given all of their times up to `now` in order. In the usual case
 * that is one, and it starts. After a time without a server there may be more: only the newest can run late, if the job
 * allows that and it is not later than allowed; those before it would do the same work again at once.
 */
export function decideDue(due: readonly Date[], { missed, skipAt }: DueJob, now: Date): DueDecision {
  const told = due.slice(-MISSED_TOLD_MAX);
  const untold = due.length - told.length;
  return {
    executions: told.map((dueAt, index) => {
      if (skipAt !== null && dueAt.getTime() === skipAt.getTime())
        return { dueAt, state: 'SKIPPED', reason: 'A person had it skipped.' };
      const isNewest = index === told.length - 1;
      if (isNewest && mayStart(dueAt, missed, now)) return { dueAt, state: 'STARTING', reason: '' };
      const more = index === 0 && untold > 0 ? ` So were ${untold} before it.` : '';
      return { dueAt, state: 'MISSED', reason: `${missedReason(dueAt, { missed, now, isNewest })}${more}` };
    }),
  };
}

function mayStart(dueAt: Date, missed: MissedPolicy, now: Date): boolean {
  return now.getTime() - dueAt.getTime() <= latestMs(missed);
}

/** How late an execution may start, in milliseconds. */
function latestMs(missed: MissedPolicy): number {
  return missed.kind === 'skip' ? PUNCTUAL_MS : Math.max(PUNCTUAL_MS, missed.withinMinutes * 60_000);
}

function missedReason(
  dueAt: Date,
  { missed, now, isNewest }: { readonly missed: MissedPolicy; readonly now: Date; readonly isNewest: boolean },
): string {
  const late = Math.max(1, Math.round((now.getTime() - dueAt.getTime()) / 60_000));
  const words = `No server ran when it was due; that was noticed ${late} ${late === 1 ? 'minute' : 'minutes'} later.`;
  if (!isNewest) return `${words} A later execution took its place.`;
  return missed.kind === 'skip'
    ? `${words} The job does not run late.`
    : `${words} The job runs late by ${missed.withinMinutes} minutes at most.`;
}

import type { WorkNeeds } from '../needs.ts';
import type { LockedWorkRequest } from '../sql/work-request-state.ts';

export interface Dispatch {
  readonly workRequestId: string;
  readonly at: Date;
  readonly answersSince: Date;
  readonly needs: Pick<WorkNeeds, 'windows' | 'power'>;
}

/** A dispatch under way: the work request is locked. */
export interface Turn extends Dispatch {
  readonly workRequest: LockedWorkRequest;
  readonly onlineSince: Date;
  /** The wave whose turn it is; null for work without waves. */
  readonly wave: number | null;
}

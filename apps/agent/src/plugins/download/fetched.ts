import type { StepServices } from '../step-services.ts';
import type { Budget } from './spend-budget.ts';

/** What a source brought into the staging folder: one file, or a folder with all that is in it. */
export type Fetched =
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  | { readonly kind: 'tree'; readonly path: string };

export interface FetchContext {
  /** An empty folder of this step; what is left in it is removed. */
  readonly staging: string;
  readonly budget: Budget;
  readonly services: StepServices;
  readonly signal: AbortSignal;
}

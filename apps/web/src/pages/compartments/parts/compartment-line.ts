import type { Compartment } from '@rustine/sdk';

/** A compartment with its place in the tree. */
export interface CompartmentLine extends Compartment {
  readonly path: string;
  /** 0 for the root. */
  readonly depth: number;
}

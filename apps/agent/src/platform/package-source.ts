import type { PackageChange } from '@rustine/contract';

/** Where a package manager leaves what it did. */
export interface PackageSource {
  /** Names its cursor in the journal; it never changes. */
  readonly name: string;
  /**
   * What happened since the cursor; null when nothing did, which costs a look at the file's time and no more. Without a
   * cursor it answers the one of now, and nothing of the past. Throws when the source cannot be read now.
   */
  read(cursor: string | null): Promise<SourceRead | null>;
}

export interface SourceRead {
  readonly cursor: string;
  readonly changes: readonly PackageChange[];
}

/** What can be seen of a package manager without asking it for anything. */
export interface PackageLook {
  readonly manager: string;
  /** The process that holds its lock, as a person would name it; null when it is free. */
  readonly heldBy: string | null;
  /** An operation that was cut off and has to be ended by hand. */
  readonly interrupted: { readonly found: string; readonly remedy: string } | null;
}

/** Why a report breaks the contract, and where. Line 1 is the header; column is a name, or the 1-based number of a cell. */
export interface ReportFault {
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string;
}

/** What a report must say of itself to be the one that was granted. */
export interface ReportIdentity {
  readonly invocationId: string;
  readonly instanceId: string;
}

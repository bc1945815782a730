import type { Fault } from '../sql/mark-quarantined.ts';

/** One report of a batch cannot be kept, and the others must not wait for it: it leaves, and the batch is done again. */
export class MemberFault extends Error {
  readonly reportId: string;
  readonly fault: Fault;

  constructor(reportId: string, reason: string, cause: unknown) {
    super(reason, { cause });
    this.name = 'MemberFault';
    this.reportId = reportId;
    this.fault = { line: null, column: null, reason };
  }
}

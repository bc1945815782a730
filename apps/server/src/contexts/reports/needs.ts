import type { Ed25519PublicJwk, InvocationState, ReportKind } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';

/** One row of a report by its columns' names; an empty cell is null. */
export type Row = Readonly<Record<string, string | number | boolean | Date | null>>;

/** A report that keeps the contract, as the current state learns of it. */
export interface ValidReport {
  readonly reportId: string;
  readonly invocationId: string;
  readonly instanceId: string;
  readonly kind: ReportKind;
  readonly capturedAt: Date;
  readonly rowCount: number;
}

/** What the reports context asks of the others; only the composition knows who answers. */
export interface ReportsNeeds {
  readonly work: {
    invocationOf(db: Db, invocationId: string): Promise<AskedInvocation | null>;
    /**
     * Called once, as the last act of the transaction in which reports of these invocations came to an end; harmless
     * when repeated. One call for all, because it locks them in an order that cannot meet another's.
     */
    settleInvocations(tx: Transaction, invocationIds: readonly string[]): Promise<void>;
  };
  readonly fleet: {
    /** The key that signs the instance's manifests; null when the instance is gone. */
    publicKeyOf(instanceId: string): Promise<Ed25519PublicJwk | null>;
  };
  readonly compliance: {
    /** Refreshes the current state from one report; an older one than what is held changes nothing. */
    applyReport(tx: Transaction, report: ValidReport, chunks: AsyncIterable<readonly Row[]>): Promise<void>;
  };
}

export interface AskedInvocation {
  readonly instanceId: string;
  readonly state: InvocationState;
  readonly finishedAt: Date | null;
}

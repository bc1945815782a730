import { reportColumns, reportLimits, type ReportKind } from '@rustine/contract';
import { checkHeader, type Header } from './check-header.ts';
import { proveCells } from './prove-cell.ts';
import type { ReportFault, ReportIdentity } from './report-fault.ts';
import { createStructureScanner } from './scan-structure.ts';

/** A whole row: the lake engine must hold it in one piece, so that it bounds the memory of every reader. */
export const ROW_BYTES_MAX = 2 * reportLimits.cellBytesMax;

export interface StructureCheck {
  push(chunk: Buffer): void;
  /** Call once, after the last byte. */
  end(): Structure;
}

export type Structure =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly header: Header & { ok: true };
      /** Some cell breaks the contract or the grant; always false when no identity was given. */
      readonly doubted: boolean;
    }
  | { readonly ok: false; readonly fault: ReportFault };

export interface StructureOptions {
  readonly limits?: typeof reportLimits | undefined;
  /** What was granted: with it the cells are looked at too, though no fault in them is named. */
  readonly identity?: ReportIdentity;
}

/** Whose report it is and when it was captured: what all rows of a report say alike. */
const ALIKE_CELLS = 5;

/**
 * Header and structure of a report, fed in chunks; the first chunk must hold the header line or the whole file. A byte
 * order mark and the limits of the contract are seen to here.
 */
export function createStructureCheck(kind: ReportKind, options: StructureOptions = {}): StructureCheck {
  const { limits = reportLimits, identity } = options;
  let header: Header | null = null;
  let fault: ReportFault | null = null;
  let scanner: ReturnType<typeof createStructureScanner> | null = null;
  return {
    push(chunk) {
      if (fault !== null) return;
      if (scanner !== null) {
        fault = scanner.push(chunk);
        return;
      }
      header = checkHeader(chunk, kind);
      if (!header.ok) {
        fault = header.fault;
        return;
      }
      scanner = createStructureScanner({
        ...limits,
        columns: reportColumns[kind].map((column) => column.name),
        lineEnd: header.lineEnd,
        rowBytesMax: ROW_BYTES_MAX,
        alikeCells: ALIKE_CELLS,
        ...(identity === undefined ? {} : { proofs: proveCells(reportColumns[kind], identity) }),
      });
      fault = scanner.push(chunk.subarray(header.bytes));
    },
    end() {
      const found = fault ?? (scanner === null ? emptyFile : scanner.end());
      if (found !== null) return { ok: false, fault: found };
      if (scanner === null || !header?.ok) return { ok: false, fault: emptyFile };
      return { ok: true, rows: scanner.rows, header, doubted: scanner.doubted };
    },
  };
}

const emptyFile: ReportFault = { line: 1, column: null, reason: 'the file is empty' };

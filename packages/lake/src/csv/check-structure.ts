import { reportColumns, reportLimits, type ReportKind } from '@rustine/contract';
import { checkHeader, type Header } from './check-header.ts';
import type { ReportFault } from './report-fault.ts';
import { createStructureScanner } from './scan-structure.ts';

/** A whole row: the lake engine must hold it in one piece, so that it bounds the memory of every reader. */
export const ROW_BYTES_MAX = 2 * reportLimits.cellBytesMax;

export interface StructureCheck {
  push(chunk: Buffer): void;
  /** Call once, after the last byte. */
  end(): Structure;
}

export type Structure =
  | { readonly ok: true; readonly rows: number; readonly header: Header & { ok: true } }
  | { readonly ok: false; readonly fault: ReportFault };

/**
 * Header and structure of a report, fed in chunks; the first chunk must hold the header line or the whole file. A byte
 * order mark and the limits of the contract are seen to here, what the cells say is not.
 */
export function createStructureCheck(kind: ReportKind, limits: typeof reportLimits = reportLimits): StructureCheck {
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
      const columns = reportColumns[kind].map((column) => column.name);
      const rules = { columns, lineEnd: header.lineEnd, rowBytesMax: ROW_BYTES_MAX, ...limits };
      scanner = createStructureScanner(rules);
      fault = scanner.push(chunk.subarray(header.bytes));
    },
    end() {
      const found = fault ?? (scanner === null ? emptyFile : scanner.end());
      if (found !== null) return { ok: false, fault: found };
      if (scanner === null || !header?.ok) return { ok: false, fault: emptyFile };
      return { ok: true, rows: scanner.rows, header };
    },
  };
}

const emptyFile: ReportFault = { line: 1, column: null, reason: 'the file is empty' };

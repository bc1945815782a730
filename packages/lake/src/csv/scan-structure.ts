import { isUtf8 } from 'node:buffer';
import type { CellProof } from './prove-cell.ts';
import type { ReportFault } from './report-fault.ts';
import { createRowWalker } from './walk-rows.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

export interface ScanRules {
  /** Column names, in order. */
  readonly columns: readonly string[];
  /** How the header line ended; every row must end alike. */
  readonly lineEnd: '\n' | '\r\n';
  /** Bytes of one cell as it stands in the file, quotes included. */
  readonly cellBytesMax: number;
  readonly rowBytesMax: number;
  readonly rowsMax: number;
  /** One for each column; without them what the cells say, and whether it is UTF-8, is not looked at. */
  readonly proofs?: readonly (CellProof | null)[];
  /** See WalkRules; default 0. */
  readonly alikeCells?: number;
}

export interface StructureScanner {
  /** Takes the next bytes after the header; the fault that it returns is final. */
  push(chunk: Buffer): ReportFault | null;
  /** Call once, after the last byte. */
  end(): ReportFault | null;
  readonly rows: number;
  /** The structure is sound so far, but some cell is not what its proof wants. */
  readonly doubted: boolean;
}

/**
 * Walks the bytes of a CSV (RFC 4180) once, in memory bounded by a row, and proves its structure: quotes, line ends,
 * cells per row, sizes, no NUL. It exists because readers forgive: DuckDB, for one, takes an empty cell too many at the
 * end of a line, skips blank lines and accepts a quote inside an unquoted cell, all of which move or hide data.
 *
 * The row walker passes what is plainly sound; the states here are for rows that a chunk's end cuts, and for faults. A
 * cut row is held until it is whole, and then the walker must pass it too, since only it looks at what cells say. The states are: in an unquoted cell; `inQuote`; `closed`, just after a quote that may be the cell's end or half of a
 * doubled quote; `returned`, just after a CR outside quotes, when only LF may follow.
 */
export function createStructureScanner(rules: ScanRules): StructureScanner {
  const { columns, cellBytesMax, rowBytesMax, rowsMax } = rules;
  const last = columns.length - 1;
  const crlf = rules.lineEnd === '\r\n';
  let rows = 0;
  let line = 2;
  let rowLine = 2;
  let quoteLine = 2;
  let cell = 0;
  let cellStart = 0;
  let rowStart = 0;
  let base = 0;
  let inQuote = false;
  let closed = false;
  let returned = false;
  let doubted = false;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const walker = createRowWalker({
    proofs: columns.map((_, index) => rules.proofs?.[index] ?? null),
    lineEnd: rules.lineEnd,
    cellBytesMax,
    rowBytesMax,
    alikeCells: rules.alikeCells ?? 0,
  });

  const fault = (reason: string, at = line): ReportFault => ({
    line: at,
    column: columns[cell] ?? String(cell + 1),
    reason,
  });
  const tooLong = (end: number) => end - cellStart > cellBytesMax;
  const tooLongFault = () => fault(`the cell has more than ${cellBytesMax} bytes`, rowLine);

  const endRow = (position: number): ReportFault | null => {
    if (returned !== crlf) return fault(`the row does not end as the header does, with ${crlf ? 'CR LF' : 'LF'}`);
    const end = returned ? position - 1 : position;
    if (tooLong(end)) return tooLongFault();
    if (cell === 0 && end === cellStart && last > 0) return { line, column: null, reason: 'the line is empty' };
    if (cell !== last) return { line: rowLine, column: null, reason: `the row has ${cell + 1} cells, not ${last + 1}` };
    if (end - rowStart > rowBytesMax)
      return { line: rowLine, column: null, reason: `the row has more than ${rowBytesMax} bytes` };
    rows += 1;
    line += 1;
    if (rows > rowsMax) return { line: rowLine, column: null, reason: `the file has more than ${rowsMax} rows` };
    rowLine = line;
    cell = 0;
    cellStart = position + 1;
    rowStart = cellStart;
    closed = false;
    returned = false;
    return null;
  };

  /** A byte that is not plain text of an unquoted cell. */
  const step = (byte: number, position: number): ReportFault | null => {
    if (byte === LF) return endRow(position);
    if (returned) return fault('a carriage return stands outside quotes');
    if (byte === COMMA) {
      if (tooLong(position)) return tooLongFault();
      if (cell === last)
        return { line: rowLine, column: String(cell + 2), reason: `the row has more than ${last + 1} cells` };
      cell += 1;
      cellStart = position + 1;
      closed = false;
      return null;
    }
    if (byte === QUOTE) {
      if (!closed && position !== cellStart) return fault('a quote stands inside a cell that does not begin with one');
      if (!closed) quoteLine = line;
      closed = false;
      inQuote = true;
      return null;
    }
    if (byte === CR) {
      returned = true;
      return crlf ? null : fault('a carriage return stands outside quotes');
    }
    if (byte === NUL) return fault('a NUL byte stands in the cell');
    return closed ? fault('text follows the closing quote of the cell', quoteLine) : null;
  };

  /** Index of the quote or NUL that ends a run inside quotes, or the length; counts the lines passed. */
  const skipQuoted = (chunk: Uint8Array, from: number): number => {
    let index = from;
    let byte = 1;
    while (index < chunk.length && (byte = chunk[index] as number) !== QUOTE && byte !== NUL) {
      if (byte === LF) line += 1;
      index += 1;
    }
    return index;
  };

  /** Whole rows at once: what lies between cells is ASCII, so the rows are UTF-8 when each cell is. */
  const proveText = (rowBytes: Buffer) => {
    if (rules.proofs !== undefined && !doubted && !isUtf8(rowBytes)) doubted = true;
  };

  const walk = (chunk: Buffer, from: number): number => {
    const { rows: rowsBefore, lines: linesBefore } = walker;
    const stopped = walker.walk(chunk, from, rowsMax - rows);
    proveText(chunk.subarray(from, stopped));
    rows += walker.rows - rowsBefore;
    line += walker.lines - linesBefore;
    rowLine = line;
    rowStart = base + stopped;
    cellStart = rowStart;
    return stopped;
  };

  /** What the chunk has of the row that begins at `start`; a row beyond the limit is refused when it ends. */
  const hold = (chunk: Buffer, start: number) => {
    const piece = chunk.subarray(Math.max(0, start - base));
    heldBytes += piece.length;
    if (heldBytes <= rowBytesMax + 2) held.push(Buffer.from(piece));
  };

  const proveHeld = () => {
    const row = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    if (walker.walk(row, 0, 1) !== row.length) doubted = true;
    proveText(row);
  };

  return {
    get rows() {
      return rows;
    },
    get doubted() {
      return doubted || walker.doubted;
    },
    push(chunk) {
      const length = chunk.length;
      let index = 0;
      while (index < length) {
        if (base + index === rowStart) {
          index = walk(chunk, index);
          if (index === length) break;
        }
        if (inQuote) {
          const reached = skipQuoted(chunk, index);
          if (chunk[reached] === NUL) return fault('a NUL byte stands in the cell');
          index = reached + 1;
          inQuote = reached === length;
          closed = !inQuote;
          continue;
        }
        if (!closed && !returned) {
          index = skipPlain(chunk, index);
          if (index === length) break;
        }
        const start = rowStart;
        const found = step(chunk[index] as number, base + index);
        if (found !== null) return found;
        index += 1;
        if (rowStart !== start) {
          hold(chunk.subarray(0, index), start);
          proveHeld();
        }
      }
      if (base + length !== rowStart) hold(chunk, rowStart);
      base += length;
      return null;
    },
    end() {
      if (inQuote)
        return fault(
          'the quote that opens here is never closed: the file is truncated or a quote is not doubled',
          quoteLine,
        );
      const began = base !== cellStart || cell > 0;
      return began ? fault('the last line is not ended: the file is truncated') : null;
    },
  };
}

/** Every special byte is at most a comma. */
function skipPlain(chunk: Uint8Array, from: number): number {
  const length = chunk.length;
  let index = from;
  while (index < length && (chunk[index] as number) > COMMA) index += 1;
  return index;
}

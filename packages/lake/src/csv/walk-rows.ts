import { isNotEmpty, type CellProof } from './prove-cell.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const NUL = 0x00;

export interface WalkRules {
  /** One for each column: what its cells must be, or null when any text will do. */
  readonly proofs: readonly (CellProof | null)[];
  readonly lineEnd: '\n' | '\r\n';
  /** Bytes of one cell as it stands in the file, quotes included. */
  readonly cellBytesMax: number;
  readonly rowBytesMax: number;
  /** The first so many cells mostly say the same in every row; fewer than there are columns. */
  readonly alikeCells: number;
}

export interface RowWalker {
  /**
   * Passes at most `rowsLeft` whole sound rows from a row's start on and returns where it stopped: at the end of them, or
   * at the start of a row that is cut off or not plainly sound, of which nothing is counted yet.
   */
  walk(bytes: Buffer, from: number, rowsLeft: number): number;
  /** Rows passed so far. */
  readonly rows: number;
  /** Lines passed so far; more than rows when quoted cells hold line ends. */
  readonly lines: number;
  /** A cell of a passed row is not what its column wants. */
  readonly doubted: boolean;
}

/** Past this, comparing the first cells with those of the first row is no gain. */
const ALIKE_BYTES_MAX = 1024;

/**
 * The fast way over the rows of a report, whole rows in one piece of memory. It knows no reasons: whatever is not
 * plainly sound it leaves to the scanner, which names the fault. The cells that repeat from row to row (whose report it
 * is, and when) are proven once and then compared as bytes, which is half of what a report is made of.
 */
export function createRowWalker(rules: WalkRules): RowWalker {
  const { proofs, cellBytesMax, rowBytesMax, alikeCells } = rules;
  const last = proofs.length - 1;
  const crlf = rules.lineEnd === '\r\n';
  let rows = 0;
  let lines = 0;
  let doubted = false;
  let alike: DataView | null = null;

  return {
    get rows() {
      return rows;
    },
    get lines() {
      return lines;
    },
    get doubted() {
      return doubted;
    },
    walk(bytes, from, rowsLeft) {
      const rowsMax = rows + rowsLeft;
      const length = bytes.length;
      const view = new DataView(bytes.buffer, bytes.byteOffset, length);
      let rowStart = from;
      while (rowStart < length && rows < rowsMax) {
        const passed = alike === null ? 0 : passAlike(view, rowStart, alike);
        let cell = passed === 0 ? 0 : alikeCells;
        let start = rowStart + passed;
        let index = start;
        let linesOfRow = 1;
        let alikeEnd = 0;
        for (;;) {
          let quoted = 0;
          if (bytes[index] === QUOTE) {
            quoted = 1;
            index += 1;
            for (let byte = -1; ; index += 1) {
              byte = index < length ? (bytes[index] as number) : NUL;
              if (byte > QUOTE) continue;
              if (byte === NUL) return rowStart;
              if (byte === LF) linesOfRow += 1;
              if (byte !== QUOTE) continue;
              if (bytes[index + 1] !== QUOTE) break;
              index += 1;
            }
            index += 1;
          } else index = skipPlain(bytes, index);
          if (index >= length) return rowStart;
          const byte = bytes[index];
          const end = index;
          if (byte === COMMA) index += 1;
          else if (byte === LF && !crlf) index += 1;
          else if (byte === CR && crlf && bytes[index + 1] === LF) index += 2;
          else return rowStart;
          if (end - start > cellBytesMax) return rowStart;
          const proof = proofs[cell];
          // The commonest proof is told apart here, since a call for each cell would be half of its cost.
          if (proof === isNotEmpty) doubted ||= end - start === 2 * quoted;
          else if (proof && !doubted) doubted = !proof(bytes, start + quoted, end - quoted);
          if (byte !== COMMA) {
            if (cell !== last || end - rowStart > rowBytesMax) return rowStart;
            break;
          }
          if (cell === last) return rowStart;
          cell += 1;
          start = index;
          if (cell === alikeCells && linesOfRow === 1) alikeEnd = index;
        }
        if (rows === 0 && !doubted) alike = keepAlike(bytes.subarray(rowStart, alikeEnd));
        rows += 1;
        lines += linesOfRow;
        rowStart = index;
      }
      return rowStart;
    },
  };
}

/** Past the text of an unquoted cell. Every special byte is at most a comma, so most bytes cost one comparison. */
function skipPlain(bytes: Uint8Array, from: number): number {
  const length = bytes.length;
  let index = from;
  for (;;) {
    while (index < length && (bytes[index] as number) > COMMA) index += 1;
    if (index === length) return index;
    const byte = bytes[index] as number;
    if (byte === COMMA || byte === LF || byte === CR || byte === QUOTE || byte === NUL) return index;
    index += 1;
  }
}

function keepAlike(bytes: Uint8Array): DataView | null {
  if (bytes.length < WORD_BYTES || bytes.length > ALIKE_BYTES_MAX) return null;
  return new DataView(Uint8Array.from(bytes).buffer);
}

const WORD_BYTES = 8;

/**
 * How many bytes are those of `alike`: all or none. Floats are the widest words that V8 compares without an object. Two
 * are equal only when their bytes are, but for the two zeros, one of which would need NUL bytes; a NaN equals nothing,
 * and then the row is walked.
 */
function passAlike(view: DataView, from: number, alike: DataView): number {
  const length = alike.byteLength;
  if (from + length > view.byteLength) return 0;
  const lastWord = length - WORD_BYTES;
  if (view.getFloat64(from + lastWord, true) !== alike.getFloat64(lastWord, true)) return 0;
  for (let at = 0; at < lastWord; at += WORD_BYTES)
    if (view.getFloat64(from + at, true) !== alike.getFloat64(at, true)) return 0;
  return length;
}

import { reportColumns, type ReportKind } from '@rustine/contract';
import { quote } from './parse-cell.ts';
import type { ReportFault } from './report-fault.ts';

/** No header of the contract comes near this; a longer first line is another file. */
export const HEADER_BYTES_MAX = 16 * 1024;

export type Header =
  | { readonly ok: true; readonly bytes: number; readonly lineEnd: '\n' | '\r\n' }
  | { readonly ok: false; readonly fault: ReportFault };

/**
 * Reads the header from the first bytes of a file. A UTF-8 byte order mark and quoted names are allowed, since Windows
 * PowerShell 5.1 writes both and neither can be misread; the names and their order are not negotiable.
 */
export function checkHeader(start: Buffer, kind: ReportKind): Header {
  const encoding = nameForeignEncoding(start);
  if (encoding !== null) return fault(null, `the file is ${encoding}, not UTF-8`);
  const end = start.subarray(0, HEADER_BYTES_MAX).indexOf(0x0a);
  if (end === -1) return fault(null, 'the header line is missing, too long or not ended');
  const from = start.subarray(0, 3).equals(utf8Mark) ? 3 : 0;
  const crlf = end > from && start[end - 1] === 0x0d;
  const line = start.subarray(from, crlf ? end - 1 : end).toString('utf8');
  const names = line.split(',').map((cell) => /^"([^"]*)"$/.exec(cell)?.[1] ?? cell);
  const reason = compareNames(
    names,
    reportColumns[kind].map((column) => column.name),
  );
  if (reason !== null) return reason;
  return { ok: true, bytes: end + 1, lineEnd: crlf ? '\r\n' : '\n' };
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);

function nameForeignEncoding(start: Buffer): string | null {
  if (start.length < 2) return null;
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || second === 0) return 'UTF-16 (little endian)';
  if ((first === 0xfe && second === 0xff) || first === 0) return 'UTF-16 (big endian)';
  return null;
}

function compareNames(names: readonly string[], wanted: readonly string[]): Header | null {
  const wrong = wanted.findIndex((name, index) => names[index] !== name);
  if (wrong !== -1) {
    const found = names[wrong];
    const says = found === undefined ? 'the header ends before it' : `the header has ${quote(found)} there`;
    return fault(wanted[wrong] ?? null, `column ${wrong + 1} must be ${wanted[wrong]}, but ${says}`);
  }
  if (names.length === wanted.length) return null;
  const extra = names[wanted.length] ?? '';
  return fault(String(wanted.length + 1), `the header has ${quote(extra)} after the last column of the contract`);
}

function fault(column: string | null, reason: string): Header {
  return { ok: false, fault: { line: 1, column, reason } };
}

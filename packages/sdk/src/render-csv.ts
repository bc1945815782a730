export type CsvCell = string | number | boolean | null;

/**
 * RFC 4180 with a header row; a cell that is not known is empty. A text that a spreadsheet would take for a formula gets
 * an apostrophe in front: names come from the machines, and the person who opens the file trusts it.
 */
export function renderCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(renderCell).join(',')}\r\n`).join('');
}

function renderCell(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

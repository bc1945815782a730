const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** What a column may sort by. */
export type SortValue = string | number | boolean | undefined;

/** Ascending order of two cells: numbers by size, false before true, all else as people count ("libc6" before "libc10"). */
export function compareValues(left: SortValue, right: SortValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  return collator.compare(String(left ?? ''), String(right ?? ''));
}

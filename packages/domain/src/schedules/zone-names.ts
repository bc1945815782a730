/** What is wrong with the name of a time zone; null for a zone that is known here. */
export function faultOfTimezone(timezone: string): string | null {
  if (/^[+-]?\d/.test(timezone) || /^(UTC|GMT)[+-]/i.test(timezone))
    return `"${timezone}" is an offset; name the zone, such as Europe/Paris, since only a zone knows when its clock changes`;
  try {
    Intl.DateTimeFormat('en-US', { timeZone: timezone });
    return null;
  } catch {
    const near = nearestZone(timezone);
    return `there is no time zone "${timezone}"${near === null ? ': name one such as Europe/Paris or UTC' : `; did you mean ${near}?`}`;
  }
}

/** By its whole name, or by its city alone. */
function nearestZone(given: string): string | null {
  const wanted = given.toLowerCase().replaceAll(' ', '_');
  const allowed = Math.max(1, Math.floor(wanted.length / 4));
  const cityOf = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1);
  const [nearest] = Intl.supportedValuesOf('timeZone')
    .map((zone) => {
      const [whole, city] = [zone, cityOf(zone)].map((name) => distance(name.toLowerCase(), wanted));
      return { zone, far: Math.min(whole ?? Infinity, city ?? Infinity) };
    })
    .toSorted((a, b) => a.far - b.far);
  return nearest !== undefined && nearest.far <= allowed ? nearest.zone : null;
}

/** Characters to change, add or leave out to make one of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(one).entries()) {
    const next = [line + 1];
    for (const [column, against] of Array.from(other).entries()) {
      const change = (row[column] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

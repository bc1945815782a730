import type { Report } from '@rustine/sdk';

/** Where and why a report was refused, "line 3, column cves: not text"; null when it was not. */
export function describeFault({ fault }: Pick<Report, 'fault'>): string | null {
  if (fault === null) return null;
  const place = [
    ...(fault.line === null ? [] : [`line ${fault.line}`]),
    ...(fault.column === null ? [] : [`column ${fault.column}`]),
  ];
  return place.length === 0 ? fault.reason : `${place.join(', ')}: ${fault.reason}`;
}

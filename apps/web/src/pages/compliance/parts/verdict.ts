import type { ComplianceReport } from '@rustine/sdk';
import { matchesSearch } from '../../../components/data-table/match-search.ts';

export type ComplianceLine = ComplianceReport['instances'][number];
export type Verdict = 'compliant' | 'missing' | 'unknown';

/** Who was never scanned is neither compliant nor not. */
export function verdictOf(line: Pick<ComplianceLine, 'securityUpdates'>): Verdict {
  if (line.securityUpdates === null) return 'unknown';
  return line.securityUpdates > 0 ? 'missing' : 'compliant';
}

/** Lines whose instance, or one of whose missing updates, holds all the words sought. */
export function selectLines(lines: readonly ComplianceLine[], search: string): ComplianceLine[] {
  return lines.filter((line) => {
    const instance = [line.displayName, line.osName, line.id];
    return (
      matchesSearch(search, instance) ||
      line.outstanding.some((update) =>
        matchesSearch(search, [...instance, update.name, update.advisory, ...update.cves]),
      )
    );
  });
}

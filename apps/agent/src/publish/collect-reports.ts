import { join } from 'node:path';
import { reportKinds, reportLimits, type ReportKind } from '@rustine/contract';
import { describeFile, type FileSum } from './describe-file.ts';

export interface CollectedReport extends FileSum {
  readonly kind: ReportKind;
  readonly path: string;
  /** Why no server would take it; null for a report that can be published. */
  readonly fault: string | null;
}

/** The reports that a run left in its folder, by the names of the known kinds. */
export async function collectReports(folder: string): Promise<CollectedReport[]> {
  const reports: CollectedReport[] = [];
  for (const kind of reportKinds) {
    const path = join(folder, `${kind}.csv`);
    const sum = await describeFile(path);
    if (sum) reports.push({ kind, path, ...sum, fault: findFault(sum) });
  }
  return reports;
}

function findFault({ sizeBytes }: FileSum): string | null {
  if (sizeBytes === 0) return 'it is empty';
  if (sizeBytes <= reportLimits.sizeBytesMax) return null;
  return `it has ${sizeBytes} bytes, more than the ${reportLimits.sizeBytesMax} allowed`;
}

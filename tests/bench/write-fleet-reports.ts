import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reportColumns, reportKey } from '@rustine/contract';
import type { BatchReport } from '@rustine/lake';

const DATE = '2026-11-21';

/** Software inventories of a fleet under their real keys: versions and sizes differ from host to host as they do. */
export async function writeFleetReports(
  directory: string,
  fleet: { instances: number; rows: number },
): Promise<BatchReport[]> {
  const reports: BatchReport[] = [];
  for (let instance = 0; instance < fleet.instances; instance += 1) {
    const invocationId = `inv-${randomUUID()}`;
    const instanceId = `mi-${randomUUID()}`;
    const localPath = join(directory, reportKey('software-inventory', DATE, instanceId, invocationId));
    const text = reportText(instance, fleet.rows, { invocationId, instanceId });
    await mkdir(dirname(localPath), { recursive: true });
    await writeFile(localPath, text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const identity = { reportId: `rpt-${randomUUID()}`, kind: 'software-inventory', invocationId, instanceId } as const;
    const grantedAt = new Date(`${DATE}T08:00:00Z`);
    reports.push({ ...identity, localPath, sizeBytes: Buffer.byteLength(text), sha256, date: DATE, grantedAt });
  }
  return reports;
}

function reportText(instance: number, rows: number, ids: { invocationId: string; instanceId: string }): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const common = `1,${ids.invocationId},${ids.instanceId},host-${instance}.example.org,${DATE}T08:${two(instance % 60)}:00Z`;
  const lines = [reportColumns['software-inventory'].map((column) => column.name).join(',')];
  for (let row = 0; row < rows; row += 1) {
    const version = `${1 + (row % 7)}.${(row * 31) % 40}.${(instance * row) % 13}-${1 + (instance % 3)}+deb12u${row % 5}`;
    const publisher =
      row % 4 === 0
        ? `"Debian ""Team ${row % 50}"", packages <team-${row % 50}@example.org>"`
        : `Maintainer ${row % 90}`;
    const installed = `2026-${two(1 + (row % 12))}-${two(1 + ((row + instance) % 28))}T${two(row % 24)}:${two(instance % 60)}:${two(row % 60)}Z`;
    lines.push(
      `${common},package-${row},${version},amd64,${publisher},bookworm-security,${installed},${(row * 7919 + instance) % 90_000_000}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

import { instanceStatuses, osFamilies } from '@rustine/contract';
import { listInstances, unwrap, type ManagedInstance } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { instant, yesNo } from '../../output/words.ts';
import type { Column } from '../../output/column.ts';
import { oneOf } from '../../one-of.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { showLabels } from '../../read-labels.ts';
import { resolveCompartment, resolveGroup } from '../../resolve-names.ts';
import { takeItems } from '../../take-items.ts';

export interface ListInstancesOptions {
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly group?: string;
  readonly label?: readonly string[];
  readonly status?: string;
  readonly osFamily?: string;
  readonly search?: string;
  readonly output: ListFormat;
}

const columns: readonly Column<ManagedInstance>[] = [
  { name: 'id', title: 'ID', value: (each) => each.id },
  { name: 'display_name', title: 'NAME', value: (each) => each.displayName },
  { name: 'status', title: 'STATUS', value: (each) => each.status },
  { name: 'os_name', title: 'OS', value: (each) => each.osName },
  { name: 'updates_available', title: 'UPDATES', value: (each) => each.updatesAvailable, right: true },
  { name: 'security_updates', title: 'SECURITY', value: (each) => each.securityUpdates, right: true },
  { name: 'cves', title: 'CVES', value: (each) => each.cves, right: true },
  {
    name: 'reboot_required',
    title: 'REBOOT',
    value: (each) => each.rebootRequired,
    shown: (each) => yesNo(each.rebootRequired),
  },
  {
    name: 'last_scan_at',
    title: 'LAST SCAN',
    value: (each) => each.lastScanAt,
    shown: (each) => instant(each.lastScanAt),
  },
  { name: 'labels', title: 'LABELS', value: (each) => showLabels(each.labels) },
];

export async function listAllInstances(context: CommandContext, options: ListInstancesOptions): Promise<void> {
  const { client } = await context.connection();
  const { compartment, recursive, group, label = [], status, osFamily, search } = options;
  const filter = {
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(recursive === true && { recursive: 'true' }),
    ...(group !== undefined && { groupId: await resolveGroup(client, group) }),
    ...(label.length > 0 && { label: [...label] }),
    ...(status !== undefined && { status: oneOf('--status', status, instanceStatuses) }),
    ...(osFamily !== undefined && { osFamily: oneOf('--os-family', osFamily, osFamilies) }),
    ...(search !== undefined && { search }),
  };
  const rows = await takeItems(Number.POSITIVE_INFINITY, ({ cursor }) =>
    unwrap(listInstances({ client, query: { ...filter, limit: 500, ...(cursor !== undefined && { cursor }) } })),
  );
  const isNarrowed = Object.keys(filter).length > 0;
  const empty = isNarrowed ? 'No managed instance matches.' : 'There are no managed instances.';
  writeRows(context, { rows, columns, format: options.output, empty });
}

import { listReports, unwrap, type Report } from '@rustine/sdk';
import { ReportKind, ReportState } from '@rustine/contract';
import type { CommandContext } from '../../command-context.ts';
import { oneOf } from '../../one-of.ts';
import { instant } from '../../output/words.ts';
import type { Column } from '../../output/column.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { takeItems } from '../../take-items.ts';
import { describeFault } from './describe-fault.ts';

export interface ListReportsOptions {
  readonly instance?: string;
  readonly workRequest?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly limit: number;
  readonly output: ListFormat;
}

const columns: readonly Column<Report>[] = [
  { name: 'id', title: 'ID', value: (each) => each.id },
  { name: 'instance_name', title: 'INSTANCE', value: (each) => each.instanceName },
  { name: 'kind', title: 'KIND', value: (each) => each.kind },
  { name: 'state', title: 'STATE', value: (each) => each.state },
  { name: 'rows', title: 'ROWS', value: (each) => each.rows, right: true },
  { name: 'size_bytes', title: 'BYTES', value: (each) => each.sizeBytes, right: true },
  { name: 'created_at', title: 'CREATED', value: (each) => each.createdAt, shown: (each) => instant(each.createdAt) },
  { name: 'fault', title: 'FAULT', value: describeFault, shown: (each) => describeFault(each) ?? '' },
];

export async function listNewestReports(context: CommandContext, options: ListReportsOptions): Promise<void> {
  const kind = options.kind === undefined ? undefined : oneOf('--kind', options.kind, ReportKind.options);
  const state = options.state === undefined ? undefined : oneOf('--state', options.state, ReportState.options);
  const { client } = await context.connection();
  const instanceId = options.instance === undefined ? undefined : await resolveInstance(client, options.instance);
  const rows = await takeItems(options.limit, (page) =>
    unwrap(
      listReports({
        client,
        query: {
          ...page,
          ...(kind !== undefined && { kind }),
          ...(state !== undefined && { state }),
          ...(instanceId !== undefined && { instanceId }),
          ...(options.workRequest !== undefined && { workRequestId: options.workRequest }),
        },
      }),
    ),
  );
  writeRows(context, { rows, columns, format: options.output, empty: 'There are no reports.' });
}

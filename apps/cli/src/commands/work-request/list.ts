import { listWorkRequests, unwrap, type WorkRequest } from '@rustine/sdk';
import { WorkRequestState } from '@rustine/contract';
import type { CommandContext } from '../../command-context.ts';
import { oneOf } from '../../one-of.ts';
import { instant } from '../../output/words.ts';
import type { Column } from '../../output/column.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { parseInstant } from '../../parse-instant.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { takeItems } from '../../take-items.ts';

export interface ListWorkOptions {
  readonly state?: string;
  readonly instance?: string;
  readonly document?: string;
  readonly search?: string;
  readonly since?: string;
  readonly until?: string;
  readonly archived?: boolean;
  readonly limit: number;
  readonly output: ListFormat;
}

const columns: readonly Column<WorkRequest>[] = [
  { name: 'id', title: 'ID', value: (each) => each.id },
  { name: 'document_name', title: 'DOCUMENT', value: (each) => each.documentName },
  {
    name: 'state',
    title: 'STATE',
    value: (each) => each.state,
    shown: ({ state, archived, halted }) =>
      `${state}${archived ? ', archived' : ''}${halted === null ? '' : ', halted'}`,
  },
  {
    name: 'percent_complete',
    title: 'DONE',
    value: (each) => each.percentComplete,
    shown: (each) => `${each.percentComplete} %`,
    right: true,
  },
  { name: 'created_at', title: 'CREATED', value: (each) => each.createdAt, shown: (each) => instant(each.createdAt) },
  { name: 'created_by', title: 'BY', value: (each) => each.createdBy },
  { name: 'reason', title: 'REASON', value: (each) => each.reason },
];

/** People read it in the state. */
const archivedColumn: Column<WorkRequest> = { name: 'archived', title: 'ARCHIVED', value: (each) => each.archived };

export async function listNewestWork(context: CommandContext, options: ListWorkOptions): Promise<void> {
  const state = options.state === undefined ? undefined : oneOf('--state', options.state, WorkRequestState.options);
  const { client } = await context.connection();
  const now = new Date();
  const since = options.since === undefined ? undefined : parseInstant('--since', options.since, now);
  const until = options.until === undefined ? undefined : parseInstant('--until', options.until, now);
  const instanceId = options.instance === undefined ? undefined : await resolveInstance(client, options.instance);
  const filter = {
    ...(state !== undefined && { state }),
    ...(instanceId !== undefined && { instanceId }),
    ...(options.document !== undefined && { documentName: options.document }),
    ...(options.search !== undefined && { search: options.search }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const archived = options.archived === true && { archived: 'true' as const };
  const rows = await takeItems(options.limit, (page) =>
    unwrap(listWorkRequests({ client, query: { ...page, ...filter, ...archived } })),
  );
  const shown = options.output === 'csv' ? [...columns, archivedColumn] : columns;
  const isNarrowed = Object.keys(filter).length > 0;
  const where = archived === false ? '; --archived looks in the history too' : '';
  const empty = `${isNarrowed ? 'No work request matches' : 'There are no work requests'}${where}.`;
  writeRows(context, { rows, columns: shown, format: options.output, empty });
}

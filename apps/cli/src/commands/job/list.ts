import { JobState } from '@rustine/contract';
import { listJobs, unwrap, type ScheduledJob } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { oneOf } from '../../one-of.ts';
import type { Column } from '../../output/column.ts';
import { describeTargets } from '../../output/describe-targets.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { readTargetNames } from '../../target-names.ts';
import { takeItems } from '../../take-items.ts';
import { describeAction, describeExecution, describeNext, describeWhen } from './describe.ts';
import { readWindowsOf } from './windows-of-jobs.ts';

export interface ListJobsOptions {
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly state?: string;
  readonly search?: string;
  readonly output: ListFormat;
}

export async function listAllJobs(context: CommandContext, options: ListJobsOptions): Promise<void> {
  const { compartment, recursive, search } = options;
  const state = options.state === undefined ? undefined : oneOf('--state', options.state, JobState.options);
  const { client } = await context.connection();
  const query = {
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(recursive === true && { recursive: 'true' as const }),
    ...(state !== undefined && { state }),
    ...(search !== undefined && { search }),
  };
  const rows = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listJobs({ client, query: { ...page, ...query } })),
  );
  const windowOf = await readWindowsOf(client, rows);
  const nameOf = await readTargetNames(
    client,
    rows.map(({ targets }) => targets),
  );
  const columns: readonly Column<ScheduledJob>[] = [
    { name: 'id', title: 'ID', value: (each) => each.id },
    { name: 'name', title: 'NAME', value: (each) => each.name },
    { name: 'compartment', title: 'COMPARTMENT', value: (each) => nameOf(each.compartmentId) },
    { name: 'state', title: 'STATE', value: (each) => each.state },
    { name: 'action', title: 'DOES', value: describeAction },
    { name: 'targets', title: 'ON', value: (each) => describeTargets(each.targets, nameOf) },
    { name: 'schedule', title: 'WHEN', value: (each) => describeWhen(each, windowOf) },
    {
      name: 'next_run_at',
      title: 'NEXT RUN',
      value: (each) => each.nextRunAt,
      shown: (each) => describeNext(each, windowOf),
    },
    {
      name: 'last_state',
      title: 'LAST RUN',
      value: ({ lastExecution }) => lastExecution?.workRequestState ?? lastExecution?.state ?? null,
      shown: ({ lastExecution }) => (lastExecution === null ? '-' : describeExecution(lastExecution)),
    },
  ];
  const isNarrowed = Object.keys(query).length > 0;
  const empty = isNarrowed
    ? 'No job matches; without --compartment, --state and --search all are listed.'
    : 'There are no jobs. Make one: rustine job create NAME --update-all --targets … --every …';
  writeRows(context, { rows, columns, format: options.output, empty });
}

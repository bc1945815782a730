import { getWorkRequest, unwrap, type Invocation, type WorkRequestDetail } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { describeCounts } from '../../output/describe-counts.ts';
import { describeTargets } from '../../output/describe-targets.ts';
import { renderFields } from '../../output/fields.ts';
import { renderTable } from '../../output/table.ts';
import { instant } from '../../output/words.ts';
import type { Column } from '../../output/column.ts';
import { readTargetNames } from '../../target-names.ts';
import { everyInvocation } from './every-invocation.ts';
import { planFields } from './plan-fields.ts';
import { waveColumns } from './wave-columns.ts';

const columns: readonly Column<Invocation>[] = [
  { name: 'id', title: 'INVOCATION', value: (each) => each.id },
  { name: 'instance', title: 'INSTANCE', value: (each) => each.instanceName },
  { name: 'state', title: 'STATE', value: (each) => each.state },
  { name: 'finished_at', title: 'FINISHED', value: (each) => each.finishedAt, shown: finished },
  { name: 'reason', title: 'REASON', value: (each) => each.reason },
];

function version({ documentVersion }: WorkRequestDetail): string {
  return documentVersion === null ? 'no version' : `version ${documentVersion}`;
}

function finished(invocation: Invocation): string {
  return invocation.finishedAt === null ? '-' : instant(invocation.finishedAt);
}

export async function showWorkRequest(
  context: CommandContext,
  workRequestId: string,
  options: { output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const work = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
  if (options.output === 'json') {
    const invocations = await everyInvocation(client, work);
    context.stdout.write(`${JSON.stringify({ ...work, invocations }, null, 2)}\n`);
    return;
  }
  const nameOf = await readTargetNames(client, [work.targets]);
  const moment = (at: string | null) => (at === null ? 'not yet' : instant(at));
  context.stdout.write(
    renderFields([
      ['id', work.id],
      ['document', `${work.documentName}, ${version(work)}`],
      ['state', `${work.state}, ${work.percentComplete} % done`],
      ['reason', work.reason === '' ? '-' : work.reason],
      ['targets', describeTargets(work.targets, nameOf)],
      ['limits', `${work.maxConcurrency} at the same time, ${work.maxErrors} errors borne`],
      ['instances', describeCounts(work)],
      ...planFields(work),
      ...(work.comment === '' ? [] : [['comment', work.comment] as const]),
      ...(work.retryOf === null ? [] : [['retry of', work.retryOf] as const]),
      ['created', `${instant(work.createdAt)} by ${work.createdBy}`],
      ['started', moment(work.startedAt)],
      ['finished', moment(work.finishedAt)],
      ...(work.archived ? [['archived', 'cleaned up; this is from the lake'] as const] : []),
    ]),
  );
  if (work.waves.length > 0) {
    context.stdout.write(`\n${renderTable(work.waves, waveColumns, context.stdout.isTTY === true)}`);
  }
  const invocations = await everyInvocation(client, work);
  if (invocations.length > 0) {
    context.stdout.write(`\n${renderTable(invocations, columns, context.stdout.isTTY === true)}`);
  }
}

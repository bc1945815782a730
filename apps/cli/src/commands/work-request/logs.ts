import {
  getInvocation,
  getWorkRequest,
  listWorkLog,
  unwrap,
  type InvocationDetail,
  type InvocationStep,
} from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { exitCodeOf, followRun } from '../../follow/follow-run.ts';
import { plain } from '../../output/plain.ts';
import { takeItems } from '../../take-items.ts';
import { everyInvocation } from './every-invocation.ts';

export async function showWorkLog(
  context: CommandContext,
  workRequestId: string,
  options: { steps: boolean; output: 'text' | 'json'; follow?: boolean },
): Promise<number> {
  const { client } = await context.connection();
  const work = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
  if (work.archived) context.stderr.write('It ended long ago and was cleaned up; this is its archived log.\n');
  else if (options.follow === true) {
    const label = `${work.documentName}, ${workRequestId}`;
    return (await followRun(context, { workRequestId, label, cancelOnInterrupt: false, lines: options.steps }))
      .exitCode;
  }
  const exitCode = options.follow === true ? exitCodeOf(work) : exitCodes.OK;
  const entries = await takeItems(Number.POSITIVE_INFINITY, ({ cursor }) =>
    unwrap(
      listWorkLog({ client, path: { workRequestId }, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } }),
    ),
  );
  const invocations: InvocationDetail[] = [];
  if (options.steps) {
    for (const { id } of await everyInvocation(client, work)) {
      invocations.push(await unwrap(getInvocation({ client, path: { invocationId: id } })));
    }
  }
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify({ entries, ...(options.steps && { invocations }) }, null, 2)}\n`);
    return exitCode;
  }
  for (const { at, level, instanceName, message } of entries) {
    const who = instanceName === null ? '' : `${plain(instanceName)}: `;
    context.stdout.write(`${at} ${level.padEnd(7)} ${who}${plain(message)}\n`);
  }
  for (const invocation of invocations) context.stdout.write(renderInvocation(invocation));
  return exitCode;
}

function renderInvocation(invocation: InvocationDetail): string {
  const head = `\n== ${plain(invocation.instanceName)} (${invocation.id}): ${invocation.state}\n`;
  return head + invocation.steps.map(renderStep).join('');
}

function renderStep(step: InvocationStep): string {
  const exit = step.exitCode === null ? '' : `, exit code ${step.exitCode}`;
  const said = step.message === '' ? '' : `: ${plain(step.message)}`;
  return `-- ${step.name} (${step.action}): ${step.state}${exit}${said}\n${renderOutput('stdout', step.stdout)}${renderOutput('stderr', step.stderr)}`;
}

function renderOutput(stream: string, { head, tail, omittedBytes, totalBytes }: InvocationStep['stdout']): string {
  if (totalBytes === 0) return '';
  const gap = omittedBytes === 0 ? '' : `\n... ${omittedBytes} bytes left out ...\n`;
  const lines = plain(head + gap + tail)
    .replace(/\n+$/, '')
    .split('\n');
  return lines.map((line) => `${stream === 'stderr' ? '   ! ' : '   | '}${line}\n`).join('');
}

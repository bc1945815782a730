import {
  getInvocation,
  listInvocations,
  unwrap,
  type InvocationDetail,
  type RustineClient,
  type WorkRequest,
} from '@rustine/sdk';
import { plain } from '../output/plain.ts';

const STDERR_LINES = 5;
const FAILED_MAX = 10;

/** What is said of work that did not succeed. */
export type EndedWork = Pick<WorkRequest, 'id' | 'documentName' | 'state' | 'reason' | 'counts'>;

/** Why a work request did not succeed: for each instance that failed its own words, or those of the step. */
export async function describeFailure(client: RustineClient, work: EndedWork): Promise<string> {
  const total = Object.values(work.counts).reduce((sum, number) => sum + number, 0);
  const bad = notSucceeded
    .map((state) => ({ state, number: work.counts[state] ?? 0 }))
    .filter(({ number }) => number > 0);
  // Of one instance the reason of the whole only counts to one; the instance's own says more.
  const reason = total === 1 ? '' : plain(work.reason);
  const lines = [`${work.documentName} ended ${work.state}${reason === '' ? '' : `: ${reason}`}`];
  let room = FAILED_MAX;
  for (const { state } of bad) {
    if (room === 0) break;
    const query = { workRequestId: work.id, state, limit: room };
    const { items } = await unwrap(listInvocations({ client, query }));
    for (const { id } of items) {
      lines.push(...describeInvocation(await unwrap(getInvocation({ client, path: { invocationId: id } }))));
    }
    room -= items.length;
  }
  const more = bad.reduce((sum, { number }) => sum + number, 0) - (FAILED_MAX - room);
  if (more > 0) lines.push(`  and ${more} more: "rustine work-request show ${work.id}"`);
  return lines.join('\n');
}

/** Failures first: they say most. */
const notSucceeded = ['FAILED', 'TIMED_OUT', 'CANCELED'] as const;

/** What a script of ours tells its agent when it fails: a code and the reason in words. */
const TOLD = /^rustine: error: ([A-Z_]+): (.*)$/;

/** The script's own reason comes first where it gave one; that a step "exited with 1" helps nobody. */
export function describeInvocation(
  invocation: Pick<InvocationDetail, 'instanceName' | 'reason' | 'state' | 'steps'>,
): string[] {
  const step = invocation.steps.find(({ state }) => state === 'FAILED' || state === 'TIMED_OUT');
  const exit = step?.exitCode == null ? '' : `step ${step.name}, exit code ${step.exitCode}`;
  const stderr = plain(step === undefined ? '' : step.stderr.head + step.stderr.tail)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const told = stderr.map((line) => TOLD.exec(line)).find((match) => match !== null);
  const reason = told?.[2] ?? (plain(invocation.reason) || plain(step?.message ?? '') || invocation.state);
  const where = [told?.[1] ?? '', exit].filter((part) => part !== '').join('; ');
  return [
    `  ${plain(invocation.instanceName)}: ${reason}${where === '' ? '' : ` (${where})`}`,
    ...stderr
      .filter((line) => line !== told?.[0])
      .slice(-STDERR_LINES)
      .map((line) => `    ${line}`),
  ];
}

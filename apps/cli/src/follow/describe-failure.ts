import { getInvocation, unwrap, type InvocationDetail, type RustineClient, type WorkRequestDetail } from '@rustine/sdk';
import { plain } from '../output/plain.ts';

const STDERR_LINES = 5;
const FAILED_MAX = 10;

/** Why a work request did not succeed: for each instance that failed its own words, or those of the step. */
export async function describeFailure(client: RustineClient, work: WorkRequestDetail): Promise<string> {
  // Of one instance the reason of the whole only counts to one; the instance's own says more.
  const reason = work.invocations.length === 1 ? '' : plain(work.reason);
  const lines = [`${work.documentName} ended ${work.state}${reason === '' ? '' : `: ${reason}`}`];
  const failed = work.invocations.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'SKIPPED');
  for (const { id } of failed.slice(0, FAILED_MAX)) {
    lines.push(...describeInvocation(await unwrap(getInvocation({ client, path: { invocationId: id } }))));
  }
  if (failed.length > FAILED_MAX)
    lines.push(`  and ${failed.length - FAILED_MAX} more: "rustine work-request show ${work.id}"`);
  return lines.join('\n');
}

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

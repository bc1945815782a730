import { getInvocation, unwrap, type InvocationDetail, type RustineClient, type WorkRequestDetail } from '@rustine/sdk';
import { plain } from '../output/plain.ts';

const STDERR_LINES = 5;

/** Why a work request did not succeed: its reason, and for each instance that failed its own with the last words of the step. */
export async function describeFailure(client: RustineClient, work: WorkRequestDetail): Promise<string> {
  const lines = [`${work.documentName} ended ${work.state}${work.reason === '' ? '' : `: ${plain(work.reason)}`}`];
  const failed = work.invocations.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'SKIPPED');
  for (const { id } of failed.slice(0, 10)) {
    lines.push(...describeInvocation(await unwrap(getInvocation({ client, path: { invocationId: id } }))));
  }
  if (failed.length > 10) lines.push(`  and ${failed.length - 10} more: "rustine work-request show ${work.id}"`);
  return lines.join('\n');
}

function describeInvocation(invocation: InvocationDetail): string[] {
  const step = invocation.steps.find(({ state }) => state === 'FAILED' || state === 'TIMED_OUT');
  const exit = step?.exitCode == null ? '' : ` (step ${step.name}, exit code ${step.exitCode})`;
  const reason = plain(invocation.reason) || plain(step?.message ?? '') || invocation.state;
  const stderr = plain(step === undefined ? '' : step.stderr.head + step.stderr.tail)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return [
    `  ${plain(invocation.instanceName)}: ${reason}${exit}`,
    ...stderr.slice(-STDERR_LINES).map((line) => `    ${line}`),
  ];
}

import type { InvocationStep, StepOutput } from '@rustine/contract';
import { omittedBytes, type KeptOutput } from '@rustine/domain';
import type { StepRow } from '../sql/steps.ts';

export function presentStep(row: StepRow): InvocationStep {
  return {
    name: row.name,
    action: row.action,
    state: row.state,
    exitCode: row.exitCode,
    message: row.message,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    stdout: presentOutput({ head: row.stdoutHead, tail: row.stdoutTail, bytes: row.stdoutBytes }),
    stderr: presentOutput({ head: row.stderrHead, tail: row.stderrTail, bytes: row.stderrBytes }),
  };
}

function presentOutput(output: KeptOutput): StepOutput {
  return { head: output.head, tail: output.tail, omittedBytes: omittedBytes(output), totalBytes: output.bytes };
}

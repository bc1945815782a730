import type { InvocationDetail } from '@rustine/sdk';
import { describe, expect, it } from 'vitest';
import { describeInvocation } from './describe-failure.ts';

const output = (text: string) => ({ head: text, tail: '', omittedBytes: 0, totalBytes: text.length });

function failed(stderr: string): Pick<InvocationDetail, 'instanceName' | 'reason' | 'state' | 'steps'> {
  return {
    instanceName: 'web-1',
    state: 'FAILED',
    reason: 'Step scanLinux: The step exited with 1.',
    steps: [
      {
        name: 'scanLinux',
        action: 'aws:runShellScript',
        state: 'FAILED',
        exitCode: 1,
        startedAt: null,
        finishedAt: null,
        message: 'The step exited with 1.',
        stdout: output(''),
        stderr: output(stderr),
      },
    ],
  };
}

describe('why an invocation failed', () => {
  it("is told in the script's own words first, once, and by its code", () => {
    expect(describeInvocation(failed('W: old index\nrustine: error: SOURCE_FAILED: no source can be read\n'))).toEqual([
      '  web-1: no source can be read (SOURCE_FAILED; step scanLinux, exit code 1)',
      '    W: old index',
    ]);
  });

  it("is the server's reason and the last words of the step where the script gave none", () => {
    expect(describeInvocation(failed('one\n\ntwo\nthree\nfour\nfive\nsix\n'))).toEqual([
      '  web-1: Step scanLinux: The step exited with 1. (step scanLinux, exit code 1)',
      '    two',
      '    three',
      '    four',
      '    five',
      '    six',
    ]);
  });
});

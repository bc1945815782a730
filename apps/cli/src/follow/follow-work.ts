import type { RustineClient, WorkRequest } from '@rustine/sdk';
import type { Step } from '../output/progress.ts';
import { describeCounts } from '../output/describe-counts.ts';
import { createLineAssembler, type OutputLine } from './assemble-lines.ts';
import { followFeed } from './follow-feed.ts';

export interface FollowOptions {
  readonly client: RustineClient;
  readonly step: Step;
  readonly signal: AbortSignal;
  readonly awayMs: number;
}

/** Lines by which a script talks to its agent; the log has them, a person who waits for the scan need not. */
const FOR_THE_AGENT = /^rustine: /;

/** Follows a work request on one instance to its end and shows each new line that its steps write to stdout. */
export function followWork(workRequestId: string, options: FollowOptions): Promise<WorkRequest> {
  const { step, ...rest } = options;
  const lines = createLineAssembler();
  const show = (each: readonly OutputLine[]): void => {
    for (const { stream, text } of each) {
      if (stream === 'stdout' && text.trim() !== '' && !FOR_THE_AGENT.test(text)) step.output(text);
    }
  };
  return followFeed(workRequestId, {
    ...rest,
    onFeed: ({ workRequest, output, ended }) => {
      show(lines.add(output));
      for (const { id } of ended) show(lines.finish(id));
      step.detail(describeCounts(workRequest));
    },
  });
}

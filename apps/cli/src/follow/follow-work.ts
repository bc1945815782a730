import { getInvocation, getWorkRequest, unwrap, type RustineClient, type WorkRequestDetail } from '@rustine/sdk';
import { finalWorkRequestStates } from '@rustine/contract';
import type { Step } from '../output/progress.ts';
import { count } from '../output/words.ts';
import { createOutputReader } from './read-new-output.ts';
import { poll } from './poll.ts';

export interface FollowOptions {
  readonly client: RustineClient;
  readonly step: Step;
  readonly signal: AbortSignal;
  readonly awayMs: number;
}

/** Past this many targets their outputs would be a jumble on one terminal; the counts say how far it is. */
const OUTPUTS_MAX = 3;
const EVERY_MS = 500;

/** Follows a work request to its end and shows each new line that its steps write. */
export async function followWork(workRequestId: string, options: FollowOptions): Promise<WorkRequestDetail> {
  const { client, step, signal, awayMs } = options;
  const readNewOutput = createOutputReader();
  return poll({
    everyMs: EVERY_MS,
    signal,
    awayMs,
    ask: async () => {
      const work = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
      if (work.invocations.length <= OUTPUTS_MAX) {
        for (const { id, instanceName } of work.invocations) {
          const invocation = await unwrap(getInvocation({ client, path: { invocationId: id } }));
          const prefix = work.invocations.length > 1 ? `${instanceName}: ` : '';
          for (const line of readNewOutput(invocation)) step.output(prefix + line);
        }
      }
      if (finalWorkRequestStates.some((state) => state === work.state)) return work;
      step.detail(describe(work));
      return undefined;
    },
  });
}

function describe(work: WorkRequestDetail): string {
  const [only, ...others] = work.invocations;
  if (only === undefined) return work.state.toLowerCase().replaceAll('_', ' ');
  if (others.length === 0) return only.state.toLowerCase().replaceAll('_', ' ');
  const finished = work.invocations.filter(({ finishedAt }) => finishedAt !== null).length;
  return `${finished} of ${count(work.invocations.length, 'instance')} finished`;
}

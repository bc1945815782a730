import type { RustineClient } from '@rustine/sdk';
import { describeFailure, type EndedWork } from './describe-failure.ts';
import { isAway, poll, type PollOptions } from './poll.ts';

interface TellOptions extends Pick<PollOptions<string>, 'signal' | 'awayMs'> {
  readonly client: RustineClient;
}

/**
 * Why work that was followed to its end did not succeed. That end is known: a server that is away for a moment is waited
 * for, and one that stays away, or a person who leaves, makes no other end of it.
 */
export async function tellFailure(work: EndedWork, { client, signal, awayMs }: TellOptions): Promise<string> {
  try {
    return await poll({ ask: () => describeFailure(client, work), everyMs: 500, signal, awayMs });
  } catch (error) {
    if (!signal.aborted && !isAway(error)) throw error;
    return `${work.documentName} ended ${work.state}: "rustine work-request show ${work.id}" tells why.`;
  }
}

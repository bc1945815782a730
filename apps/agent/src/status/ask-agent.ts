import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { LiveStatus } from './live-status.ts';

const ANSWER_MS_MAX = 5000;

/** What came of asking the agent that runs here. */
export type Asked =
  | { readonly kind: 'answered'; readonly status: LiveStatus }
  | { readonly kind: 'nobody' }
  /** It may run, but whoever asks may not enter, or it does not answer as it should. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export async function askAgent(path: string): Promise<Asked> {
  const socket = createConnection(path);
  socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error(`no answer within ${ANSWER_MS_MAX / 1000} seconds`)));
  try {
    return { kind: 'answered', status: LiveStatus.parse(JSON.parse(await text(socket))) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Refused: the file of an agent that did not end by itself.
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return { kind: 'nobody' };
    return { kind: 'no-answer', reason: message };
  }
}

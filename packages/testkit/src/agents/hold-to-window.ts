import { setTimeout as sleep } from 'node:timers/promises';
import { endRun, type PlayedRun } from './run.ts';

interface Teller {
  /** Something waits in the run's outbox. */
  readonly tell: (run: PlayedRun) => void;
}

/** Its window lets nothing start any more. */
export function isPastWindow({ command }: PlayedRun): boolean {
  return command?.startUntil !== undefined && command.startUntil * 1000 <= Date.now();
}

export function refuse(run: PlayedRun, { tell }: Teller): void {
  run.outbox.append({ type: 'refused', code: 'WINDOW_CLOSED', message: 'its window lets nothing start any more' });
  endRun(run, 'REFUSED');
  tell(run);
}

/** Its window has closed, and what is at work then is to be canceled. */
export function hasClosed({ command }: PlayedRun): boolean {
  return command?.cancelAt !== undefined && command.cancelAt * 1000 <= Date.now();
}

/** As a real agent: what has not begun by then was refused its start. */
export function cancelAtEnd(run: PlayedRun, teller: Teller): void {
  if (run.startedAt === null && isPastWindow(run)) return refuse(run, teller);
  run.outbox.append({ type: 'finished', state: 'CANCELED', message: 'Its window closed.', rebootRequired: null });
  endRun(run, 'CANCELED');
  teller.tell(run);
}

/** No timer of Node waits longer in one go. */
const SLEEP_MS_MAX = 2 ** 31 - 1;

/** Cancels a run when its window closes, where its command says so and it has not ended before. The server may be away. */
export async function watchWindowEnd(run: PlayedRun, teller: Teller & { readonly signal: AbortSignal }): Promise<void> {
  const { cancelAt } = run.command ?? {};
  if (cancelAt === undefined || run.acts === null) return;
  while (run.end === null && !hasClosed(run))
    await sleep(Math.min(cancelAt * 1000 - Date.now(), SLEEP_MS_MAX), undefined, { signal: teller.signal });
  if (run.end === null) cancelAtEnd(run, teller);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentWatcher } from './agent-watcher.ts';
import { openLink } from './open-link.ts';
import { pauseMs, type Pace } from './persist.ts';
import type { Wire } from './wire.ts';

export interface KeepLinkNeeds {
  readonly url: () => string;
  readonly token: () => string;
  readonly wire: Pick<Wire, 'openingPlace'>;
  readonly signal: AbortSignal;
  readonly pace: Pace;
  readonly watcher: Pick<AgentWatcher, 'linked' | 'unlinked'>;
  /** Something may wait in the inbox: an event said so, or we were away. */
  readonly onInbox: () => void;
}

/** Holds the link until the signal aborts, and opens it again after growing, scattered pauses. */
export async function keepLink({ url, token, wire, signal, pace, watcher, onInbox }: KeepLinkNeeds): Promise<void> {
  for (let failures = 0; ;) {
    const giveBack = await wire.openingPlace();
    let opened = false;
    await new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      const close = () => link.close();
      const link = openLink(url(), token(), {
        onOpen: () => {
          opened = true;
          giveBack();
          watcher.linked?.();
          onInbox();
        },
        onInbox,
        onClose: () => {
          signal.removeEventListener('abort', close);
          resolve();
        },
      });
      signal.addEventListener('abort', close, { once: true });
    });
    if (opened) watcher.unlinked?.();
    else giveBack();
    failures = opened ? 0 : failures + 1;
    await sleep(pauseMs(pace, failures), undefined, { signal });
  }
}

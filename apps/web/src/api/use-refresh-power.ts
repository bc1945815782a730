import { eachPage, refreshPower, unwrap, type PowerSweep } from '@rustine/sdk';
import { useEffect, useRef, useState } from 'react';
import { client } from './client.ts';
import { useChange } from './use-change.ts';

type Refreshed = Omit<PowerSweep, 'nextCursor'>;

const none: Refreshed = { asked: 0, stopped: 0, running: 0, failed: 0, left: 0 };

/** Asks about all silent machines, a few a request, and tells how far it is; who leaves the page ends it. */
export function useRefreshPower() {
  const [progress, setProgress] = useState(none);
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const change = useChange<void, Refreshed>(async () => {
    const { signal } = (leaving.current = new AbortController());
    let sum = none;
    setProgress(sum);
    const pages = eachPage((cursor) =>
      unwrap(refreshPower({ client, query: cursor === undefined ? {} : { cursor }, signal })),
    );
    for await (const { asked, stopped, running, failed, left } of pages) {
      sum = {
        asked: sum.asked + asked,
        stopped: sum.stopped + stopped,
        running: sum.running + running,
        failed: sum.failed + failed,
        left,
      };
      setProgress(sum);
    }
    return sum;
  });
  return { ...change, progress };
}

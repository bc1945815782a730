import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS_MAX = 180;
const POLL_MS = 200;

/**
 * Asks again and again until there is an answer other than false and undefined.
 * @throws Error that names what did not come
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | false | undefined>,
  { seconds = SECONDS_MAX }: { readonly seconds?: number } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(POLL_MS);
  }
  throw new Error(`Waited ${seconds} seconds in vain until ${what}.`, { cause: last });
}

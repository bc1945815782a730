import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 * @throws Error that says what was waited for and, through `state`, how things stood at the end.
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined | false | null>,
  options: { seconds?: number; state?: () => string } = {},
): Promise<T> {
  const end = Date.now() + (options.seconds ?? 60) * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false && answer !== null) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`Waited in vain until ${what}. ${options.state?.() ?? ''}`, { cause: last });
}

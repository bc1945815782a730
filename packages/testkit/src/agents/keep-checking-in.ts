import { setTimeout as sleep } from 'node:timers/promises';
import { CheckInResponse, type InstanceFacts } from '@rustine/contract';
import type { AgentWatcher } from './agent-watcher.ts';
import { hashFacts } from './facts.ts';
import { persist, type Pace } from './persist.ts';

/** Calls a route of the agent's API: GET without a body, else POST. */
export type Ask = (path: string, body?: unknown) => Promise<unknown>;

export interface CheckInNeeds {
  readonly ask: Ask;
  readonly facts: InstanceFacts;
  readonly life: { readonly bootId: string; readonly bootedAt: string };
  readonly signal: AbortSignal;
  readonly pace: Pace;
  readonly watcher: Pick<AgentWatcher, 'checkedIn'>;
  readonly firstMsMax: number;
}

/** Checks in as often as the server asks for until the signal aborts; facts travel only when it wants them. */
export async function keepCheckingIn({
  ask,
  facts,
  life,
  signal,
  pace,
  watcher,
  firstMsMax,
}: CheckInNeeds): Promise<void> {
  const body = { bootId: life.bootId, bootedAt: life.bootedAt, factsHash: hashFacts(facts) };
  const checkIn = async (): Promise<CheckInResponse> => {
    const answer = CheckInResponse.parse(await ask('check-in', body));
    return answer.factsWanted ? CheckInResponse.parse(await ask('check-in', { ...body, facts })) : answer;
  };
  await sleep(firstMsMax * Math.random(), undefined, { signal });
  for (;;) {
    const { nextCheckInSeconds } = await persist(checkIn, { signal, pace });
    watcher.checkedIn?.();
    await sleep(nextCheckInSeconds * 1000 * (0.9 + Math.random() * 0.2), undefined, { signal });
  }
}

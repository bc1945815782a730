import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckInResponse, type CheckInRequest, type InstanceFacts } from '@rustine/contract';
import type { UpdateHold } from '../automatic-updates/hold-updates.ts';
import type { PackageWatch } from '../package-changes/watch-packages.ts';
import type { Platform } from '../platform/platform.ts';
import type { CallServer } from './call-server.ts';
import { retryPassing, type RetryContext } from './retry.ts';
import type { ServerClock } from './server-clock.ts';

/** SHA-256 (hex) of the facts as JSON with sorted keys, so the same facts have the same hash on every version of ours. */
export function hashFacts(facts: InstanceFacts): string {
  const sorted = Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(sorted)))
    .digest('hex');
}

/** Whatever the server asks for: a silent day would make the instance look lost, and timers have a limit. */
const PAUSE_SECONDS_MAX = 3600;

export interface CheckInNeeds {
  readonly call: CallServer;
  readonly platform: Platform;
  readonly readFacts: () => InstanceFacts;
  readonly clock: ServerClock;
  readonly hold: UpdateHold;
  readonly packages: PackageWatch;
}

/**
 * Tells the server that we are here and what package managers did, and our facts only if it does not hold them; then does
 * what it says about automatic updates, and tells what came of it. Answers seconds until the next time.
 */
export async function checkIn(needs: CheckInNeeds, signal: AbortSignal): Promise<number> {
  const answer = await tell(needs, signal);
  const { nextCheckInSeconds, automaticUpdates } = answer;
  if (await needs.hold.heed(automaticUpdates)) await tell(needs, signal);
  return nextCheckInSeconds;
}

async function tell(needs: CheckInNeeds, signal: AbortSignal): Promise<CheckInResponse> {
  const facts = { ...needs.readFacts(), automaticUpdates: needs.hold.told() };
  const body: CheckInRequest = { ...needs.platform.readBoot(), factsHash: hashFacts(facts) };
  const batch = await needs.packages.look();
  const ask = async (request: CheckInRequest) =>
    await needs.call('check-in', { body: request, answer: CheckInResponse, signal });
  let answer = await ask(batch.changes.length === 0 ? body : { ...body, packageChanges: [...batch.changes] });
  if (answer.packageChangesTaken) needs.packages.taken(batch);
  if (answer.factsWanted) answer = await ask({ ...body, facts });
  needs.clock.observe(answer.serverTime);
  return answer;
}

/** Checks in until the signal aborts. `onCheckedIn` follows each success. */
export async function keepCheckingIn(
  needs: CheckInNeeds,
  { onCheckedIn, ...context }: RetryContext & { onCheckedIn: () => void },
): Promise<void> {
  const { signal } = context;
  while (!signal.aborted) {
    const seconds = await retryPassing(() => checkIn(needs, signal), { ...context, doing: 'checking in' });
    onCheckedIn();
    const pauseMs = Math.min(seconds, PAUSE_SECONDS_MAX) * 1000;
    // Scattered by a tenth, so that a fleet that started together does not knock together.
    await sleep(pauseMs * (0.9 + Math.random() * 0.2), undefined, { signal });
  }
}

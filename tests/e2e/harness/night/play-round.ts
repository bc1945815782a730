import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../wait-until.ts';
import { startKiller, type KillerStats } from './killer.ts';
import { judgeNight } from './judge-night.ts';
import { stuckThings } from './judge-quiet.ts';
import type { Nights } from './open-nights.ts';
import { planNight, type NightPlan } from './plan-night.ts';
import { playNight, prepareNight } from './play-night.ts';
import { readAccount } from './read-account.ts';
import type { Random } from './random.ts';
import { watchDatabase } from './watch-database.ts';

export interface Round {
  readonly number: number;
  /** How many replicas there are. */
  readonly replicas: number;
  /** Windows close in the middle of some of its nights. */
  readonly short: boolean;
}

/**
 * From then on nothing is killed, in milliseconds: an instance that took no command before its window closed is skipped
 * only when a server has run for a minute (START_GRACE_MS).
 */
const KILL_MS_MAX = 60_000;

export interface Played {
  readonly name: string;
  readonly plan: NightPlan;
  /** From when it was due until its end was seen. */
  readonly seconds: number;
  /** Servers that were killed meanwhile. */
  readonly kills: number;
  /** How its invocations ended. */
  readonly states: readonly string[];
  readonly handActed: boolean;
  readonly faults: readonly string[];
}

/** Plays a night on each group at the same time, kills servers meanwhile, and judges each when all are over. */
export async function playRound(
  nights: Nights,
  { number, replicas, short }: Round,
  { random, stats }: { readonly random: Random; readonly stats: KillerStats },
): Promise<{ readonly played: readonly Played[]; readonly stuck: readonly string[] }> {
  const { servers, groups, ask } = nights;
  const victims = servers.all.slice(0, replicas);
  for (const server of victims) if (!server.isRunning()) server.start();
  await Promise.all(victims.map((server) => server.whenReady()));
  const prepared = await Promise.all(
    groups.map((group, index) => {
      const own = random.fork(`${group.name} round ${number}`);
      const closes = short && index % 2 === 0;
      const plan = planNight(own, { short: closes, cancels: closes && index % 4 === 0 });
      return prepareNight(`${group.name}-${number}`, { group, plan, random: own, ask });
    }),
  );
  const killer = startKiller(servers, victims, random.fork(`killer ${number}`), stats);
  nights.onNear = killer.near;
  const watching = watchDatabase(servers.poolConfig, killer.near);
  const playing = prepared.map(async (night) => {
    const killsBefore = stats.kills;
    await playNight(night, ask, random.fork(night.name));
    return { seconds: (Date.now() - night.dueAt.getTime()) / 1000, kills: stats.kills - killsBefore };
  });
  const whole = Promise.allSettled(playing.filter((_playing, index) => !prepared[index]!.plan.short));
  const patience = new AbortController();
  await Promise.race([whole, sleep(KILL_MS_MAX, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
  await killer.stop();
  nights.onNear = () => undefined;
  await watching.stop();
  const outcomes = await Promise.allSettled(playing);
  let stuck: string[] = [];
  await waitUntil('nothing is stuck', async () => (stuck = await stuckThings(servers.poolConfig)).length === 0, {
    seconds: 75,
  }).catch(() => undefined);
  for (const server of servers.all.slice(1)) await server.kill();
  const played = await Promise.all(
    prepared.map(async (night, index): Promise<Played> => {
      const account = await readAccount(night, ask);
      const outcome = outcomes[index]!;
      const faults = judgeNight(account);
      if (outcome.status === 'rejected') faults.push(String(outcome.reason));
      const { seconds, kills } = outcome.status === 'fulfilled' ? outcome.value : { seconds: NaN, kills: NaN };
      const states = account.work.flatMap(({ invocations }) => invocations.map(({ state }) => state));
      return { name: night.name, plan: night.plan, handActed: night.handActed, seconds, kills, states, faults };
    }),
  );
  return { played, stuck };
}

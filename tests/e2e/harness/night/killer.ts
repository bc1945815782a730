import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Server, Servers } from './open-servers.ts';

export interface KillerStats {
  kills: number;
  /** Of those: how many before the server was ready. */
  early: number;
  postgres: number;
}

/** Kills servers at random moments and starts them again. */
export interface Killer {
  readonly stats: KillerStats;
  /** Something happened just now, after which a kill may hurt; how likely it is to come. */
  readonly near: (chance: number) => void;
  /** Lets no more die; resolves when all are ready. */
  readonly stop: () => Promise<void>;
}

/** Milliseconds that a server lives on the average when nothing happens near which it is killed. */
const LIFE_MS = 6000;
/** After what calls for a kill it comes within this: between two steps of a server lie some milliseconds. */
const NEAR_MS_MAX = 40;
/** It is killed before it is ready, anywhere in its start. */
const EARLY_CHANCE = 0.15;
const POSTGRES_CHANCE = 0.04;

export function startKiller(servers: Servers, victims: readonly Server[], random: Random, stats: KillerStats): Killer {
  const over = new AbortController();
  const { signal } = over;
  const nears = new Set<(chance: number) => void>();
  const reaping = victims.map(async (server) => {
    const own = random.fork(server.name);
    while (!signal.aborted) {
      const early = own.chance(EARLY_CHANCE);
      if (early) await pause(own.int(50, 2500), signal);
      else await liveOn(server, own);
      if (signal.aborted) break;
      if (own.chance(POSTGRES_CHANCE)) {
        servers.killPostgres();
        stats.postgres += 1;
      }
      await server.kill();
      stats.kills += 1;
      if (early) stats.early += 1;
      if (own.chance(0.3)) await pause(own.int(300, 4000), signal);
      server.start();
    }
    await comeBack(server);
  });

  /** Until it ends by itself, its time is over, or something happens that calls for a kill. */
  async function liveOn(server: Server, own: Random): Promise<void> {
    const isReady = await server.whenReady().then(
      () => true,
      () => false,
    );
    if (!isReady) return;
    const hurried = new AbortController();
    const hurry = (chance: number): void => {
      if (own.chance(chance)) hurried.abort();
    };
    nears.add(hurry);
    await pause(-Math.log(1 - own.next()) * LIFE_MS, AbortSignal.any([signal, hurried.signal]));
    nears.delete(hurry);
    if (hurried.signal.aborted) await pause(own.int(0, NEAR_MS_MAX), signal);
  }

  return {
    stats,
    near: (chance) => {
      for (const hurry of nears) hurry(chance);
    },
    async stop() {
      over.abort();
      await Promise.all(reaping);
    },
  };
}

/** One that finds PostgreSQL gone ends by itself. */
async function comeBack(server: Server): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    if (!server.isRunning()) server.start();
    try {
      return await server.whenReady();
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

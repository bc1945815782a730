import { randomInt } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNights, type Nights } from './harness/night/open-nights.ts';
import { playRound, type Played } from './harness/night/play-round.ts';
import { createRandom } from './harness/night/random.ts';
import { sumUp } from './harness/night/sum-up.ts';

/**
 * Patch nights on fake machines, with a real server that is killed with -9 all the time. Ten of them unless RUSTINE_NIGHTS
 * says otherwise; RUSTINE_NIGHTS_SEED plays the same plans and kills again, as far as the clock allows.
 */
const count = Number(process.env['RUSTINE_NIGHTS'] ?? 10);
const seed = Number(process.env['RUSTINE_NIGHTS_SEED'] ?? randomInt(2 ** 31));
const groupCount = Math.max(1, Math.min(10, Math.ceil(count / 2)));
const rounds = Array.from({ length: Math.ceil(count / groupCount) }, (_, index) => ({
  number: index + 1,
  replicas: index % 2 === 0 ? 1 : 2,
  short: index % 3 === 1,
}));

const random = createRandom(seed);
const stats = { kills: 0, early: 0, postgres: 0 };
const all: Played[] = [];
let nights: Nights;

beforeAll(async () => {
  console.log(`${count} nights, RUSTINE_NIGHTS_SEED=${seed}`);
  nights = await openNights(random, groupCount);
});

afterAll(async () => {
  if (nights === undefined) return;
  console.log(sumUp(all, stats));
  const keep = process.env['RUSTINE_NIGHTS_KEEP'];
  if (keep !== undefined)
    for (const { name } of nights.servers.all)
      await cp(`${nights.servers.folder}/${name}.log`, `${keep}/${name}.log`).catch(() => undefined);
  await nights[Symbol.asyncDispose]();
});

describe('patch nights with servers that are killed at any moment', () => {
  it.each(rounds)(
    'round $number, with $replicas replicas: each ran once, all that is told is true, all that slept sleeps again',
    { timeout: 420_000 },
    async (round) => {
      const { played, stuck } = await playRound(nights, round, { random: random.fork(`round ${round.number}`), stats });
      all.push(...played);
      const faults = played.flatMap((night) => night.faults.map((fault) => `${night.name}: ${fault}`));
      faults.push(...stuck);
      expect(faults, `RUSTINE_NIGHTS_SEED=${seed}`).toEqual([]);
    },
  );

  it('servers were killed, and no agent met a refusal', () => {
    expect(stats.kills).toBeGreaterThan(0);
    expect(nights.agentFaults.map(String)).toEqual([]);
  });
});

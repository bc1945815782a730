/** Numbers from a seed (mulberry32), so that what failed can be played again. */
export interface Random {
  /** From 0 to just below 1. */
  next(): number;
  /** A whole number of `from` to `to`. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(of: readonly T[]): T;
  /** So many different ones. */
  some<T>(of: readonly T[], count: number): T[];
  /** Another source, whose numbers do not depend on how many are taken from this one. */
  fork(name: string): Random;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (of) => of[int(0, of.length - 1)]!,
    some(of, count) {
      const left = [...of];
      return Array.from({ length: count }, () => left.splice(int(0, left.length - 1), 1)[0]!);
    },
    fork: (name) => createRandom(Buffer.from(name).reduce((hash, byte) => Math.imul(hash, 31) + byte, seed)),
  };
}

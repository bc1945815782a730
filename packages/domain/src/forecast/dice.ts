/** Draws a whole number from 0 to `sides` - 1. */
export type Dice = (sides: number) => number;

/**
 * Numbers that look drawn by lot and are the same for the same seed: mulberry32, a generator of 32 bits of state, which
 * is enough for drawing among durations and for nothing secret.
 */
export function createDice(seed: number): Dice {
  let state = (seed + 0x9e3779b9) >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * sides);
  };
}

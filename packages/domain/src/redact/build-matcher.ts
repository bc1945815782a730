/**
 * A state of the automaton that reads output byte by byte and knows at each byte how long the longest beginning of a
 * secret is that ends there (Aho and Corasick, 1975). One pass, whatever the number of secrets.
 */
export interface MatcherState {
  readonly next: Map<number, MatcherState>;
  /** Bytes of the longest beginning of any secret that the output ends with. */
  readonly depth: number;
  /** Bytes of the longest whole secret that the output ends with; 0 for none. */
  matched: number;
  fallback: MatcherState | null;
}

/** The automaton's first state. No secret may be empty. */
export function buildMatcher(secrets: readonly Uint8Array[]): MatcherState {
  const root: MatcherState = { next: new Map(), depth: 0, matched: 0, fallback: null };
  for (const secret of secrets) addSecret(root, secret);
  linkFallbacks(root);
  return root;
}

/** The state after one more byte. */
export function step(state: MatcherState, byte: number): MatcherState {
  for (let from: MatcherState | null = state; from !== null; from = from.fallback) {
    const next = from.next.get(byte);
    if (next !== undefined) return next;
    if (from.fallback === null) return from;
  }
  return state;
}

function addSecret(root: MatcherState, secret: Uint8Array): void {
  let state = root;
  for (const byte of secret) {
    let next = state.next.get(byte);
    if (next === undefined) {
      next = { next: new Map(), depth: state.depth + 1, matched: 0, fallback: root };
      state.next.set(byte, next);
    }
    state = next;
  }
  state.matched = secret.length;
}

/** Shorter states first, so that a fallback is linked before those that fall back to it. */
function linkFallbacks(root: MatcherState): void {
  const queue = [...root.next.values()];
  for (const state of queue) {
    for (const [byte, next] of state.next) {
      const fallback = step(state.fallback ?? root, byte);
      next.fallback = fallback;
      next.matched = Math.max(next.matched, fallback.matched);
      queue.push(next);
    }
  }
}

import { buildMatcher, step } from './build-matcher.ts';

/** Takes secrets out of a stream of bytes, piece by piece. */
export interface Redactor {
  /** What is safe to show so far. A piece that may be the beginning of a secret is held until that is decided. */
  push(bytes: Uint8Array): Uint8Array;
  /** Takes these out too, from what is held on. */
  add(secrets: readonly string[]): void;
  /** The rest; the stream is over. */
  end(): Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const MASK = encoder.encode('***');
/** A line of a secret (a key file has many) that is shorter is no secret by itself. */
const LINE_CHARS_MIN = 8;

/**
 * Replaces every occurrence of the secrets by `***`, and secrets that overlap or touch by a single one. What comes out is
 * the same however the stream is cut into pieces. Of a secret of several lines, each longer line is one too. Holds
 * at most as many bytes as the longest secret has.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = new Set(secrets);
  let root = matcherOf(known);
  let state = root;
  let held: Uint8Array = new Uint8Array(0);
  /** Beside `held`: 1 for a byte that is a part of a secret. */
  let masked: Uint8Array = new Uint8Array(0);
  let isInMask = false;

  const release = (count: number): Uint8Array => {
    // At worst every second byte is a secret, so that two bytes become four.
    const shown = new Uint8Array(2 * count + MASK.length);
    let length = 0;
    for (let index = 0; index < count; index++) {
      if (masked[index] === 0) shown[length++] = held[index] ?? 0;
      else if (!isInMask) {
        shown.set(MASK, length);
        length += MASK.length;
      }
      isInMask = masked[index] === 1;
    }
    held = held.slice(count);
    masked = masked.slice(count);
    return shown.slice(0, length);
  };

  const read = (from: number): void => {
    for (let index = from; index < held.length; index++) {
      state = step(state, held[index] ?? 0);
      if (state.matched > 0) masked.fill(1, index + 1 - state.matched, index + 1);
    }
  };

  return {
    push(bytes) {
      const from = held.length;
      held = extend(held, bytes);
      masked = extend(masked, new Uint8Array(bytes.length));
      read(from);
      return release(held.length - state.depth);
    },
    add(more) {
      if (more.every((secret) => known.has(secret))) return;
      for (const secret of more) known.add(secret);
      root = matcherOf(known);
      state = root;
      read(0);
    },
    end() {
      state = root;
      return release(held.length);
    },
  };
}

function extend(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Takes the secrets out of a whole text, such as a message. */
export function redactText(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text;
  const redactor = createRedactor(secrets);
  const [most, rest] = [redactor.push(encoder.encode(text)), redactor.end()];
  return decoder.decode(most) + decoder.decode(rest);
}

function matcherOf(secrets: Iterable<string>): ReturnType<typeof buildMatcher> {
  return buildMatcher(secretForms([...secrets]).map((form) => encoder.encode(form)));
}

/** A shell drops the line breaks at the end of what it reads, so a secret without them is one too. */
function secretForms(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => {
    const lines = secret.split(/\r?\n/).filter((line) => line.length >= LINE_CHARS_MIN);
    return [secret, secret.replace(/[\r\n]+$/, ''), ...(secret.includes('\n') ? lines : [])];
  });
  return [...new Set(forms)].filter((form) => form !== '');
}

import { buildMatcher, step } from './build-matcher.ts';

/** Takes secrets out of a stream of bytes, piece by piece. */
export interface Redactor {
  /** What is safe to show so far. A piece that may be the beginning of a secret is held until that is decided. */
  push(bytes: Uint8Array): Uint8Array;
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
  const root = buildMatcher(secretForms(secrets).map((form) => encoder.encode(form)));
  let state = root;
  let held: number[] = [];
  /** Beside `held`: whether the byte is a part of a secret. */
  let masked: boolean[] = [];
  let isInMask = false;

  const release = (count: number): Uint8Array => {
    const shown: number[] = [];
    for (let index = 0; index < count; index++) {
      if (masked[index] !== true) shown.push(held[index] ?? 0);
      else if (!isInMask) shown.push(...MASK);
      isInMask = masked[index] === true;
    }
    held = held.slice(count);
    masked = masked.slice(count);
    return Uint8Array.from(shown);
  };

  return {
    push(bytes) {
      for (const byte of bytes) {
        state = step(state, byte);
        held.push(byte);
        masked.push(false);
        masked.fill(true, held.length - state.matched);
      }
      return release(held.length - state.depth);
    },
    end() {
      state = root;
      return release(held.length);
    },
  };
}

/** Takes the secrets out of a whole text, such as a message. */
export function redactText(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text;
  const redactor = createRedactor(secrets);
  const [most, rest] = [redactor.push(encoder.encode(text)), redactor.end()];
  return decoder.decode(most) + decoder.decode(rest);
}

function secretForms(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => {
    const lines = secret.split(/\r?\n/);
    return lines.length === 1 ? lines : [secret, ...lines.filter((line) => line.length >= LINE_CHARS_MIN)];
  });
  return [...new Set(forms)].filter((form) => form !== '');
}

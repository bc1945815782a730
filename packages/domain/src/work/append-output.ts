/** Bytes kept of the beginning, and as many of the end, of each output stream of a step. */
export const OUTPUT_PART_BYTES = 65_536;

/** A stream as it is kept: its first and its last part. `bytes` counts the whole, also what was let go between them. */
export interface KeptOutput {
  readonly head: string;
  readonly tail: string;
  readonly bytes: number;
}

/** Text that begins at byte `offset` of its stream. */
export interface OutputAt {
  readonly offset: number;
  readonly text: string;
}

/**
 * What of a piece was not held yet when so many bytes were: its text, and the bytes of the stream that it stands for.
 * Null when all of it was.
 */
export function freshOutput(
  heldBytes: number,
  piece: OutputAt,
): { readonly startByte: number; readonly endByte: number; readonly text: string } | null {
  const added = freshBytes(heldBytes, piece);
  if (added === null) return null;
  return { startByte: Math.max(heldBytes, piece.offset), endByte: added.end, text: decoder.decode(added.fresh) };
}

function freshBytes(heldBytes: number, { offset, text }: OutputAt): { fresh: Uint8Array; end: number } | null {
  const bytes = encoder.encode(text);
  const end = offset + countSourceBytes(text, bytes.length);
  if (end <= heldBytes) return null;
  return { fresh: withoutNul(bytes.subarray(startOfCharacter(bytes, heldBytes - offset))), end };
}

export const emptyOutput: KeptOutput = { head: '', tail: '', bytes: 0 };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Adds a piece that begins at byte `offset` of its stream. What is already held is not added again, so an agent that
 * reads its own output anew after a crash repeats nothing. The head fills first; then the tail keeps the newest bytes.
 */
export function appendOutput(kept: KeptOutput, piece: OutputAt): KeptOutput {
  const added = freshBytes(kept.bytes, piece);
  if (added === null) return kept;
  const { fresh, end } = added;
  const head = encoder.encode(kept.head);
  const room = kept.tail === '' ? Math.max(0, OUTPUT_PART_BYTES - head.length) : 0;
  const cut = fresh.length <= room ? fresh.length : endOfCharacters(fresh, room);
  const rest = concatenate(encoder.encode(kept.tail), fresh.subarray(cut));
  return {
    head: kept.head + decoder.decode(fresh.subarray(0, cut)),
    tail: decoder.decode(rest.subarray(startOfCharacter(rest, rest.length - OUTPUT_PART_BYTES))),
    bytes: end,
  };
}

/** Bytes that were neither kept at the head nor at the tail. */
export function omittedBytes({ head, tail, bytes }: KeptOutput): number {
  return tail === '' ? 0 : Math.max(0, bytes - encoder.encode(head).length - encoder.encode(tail).length);
}

/**
 * Least number of bytes that the text stood for at its source. A replacement character (3 bytes) may stand for a single
 * byte that was not UTF-8; counting it as 1 never lets the next piece pass for one that is already held.
 */
function countSourceBytes(text: string, encodedLength: number): number {
  let replaced = 0;
  for (const character of text) if (character === '\uFFFD') replaced += 1;
  return encodedLength - 2 * replaced;
}

/** First position at or after `index` where a character begins. */
function startOfCharacter(bytes: Uint8Array, index: number): number {
  let start = Math.max(0, index);
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return start;
}

/** Last position at or before `index` where a character ends. */
function endOfCharacters(bytes: Uint8Array, index: number): number {
  let end = index;
  while (end > 0 && isContinuation(bytes[end])) end -= 1;
  return end;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** PostgreSQL's text holds no NUL: it becomes the replacement character. */
function withoutNul(bytes: Uint8Array): Uint8Array {
  return bytes.includes(0) ? encoder.encode(decoder.decode(bytes).replaceAll('\0', '\uFFFD')) : bytes;
}

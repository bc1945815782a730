/** A piece of a stream: `offset` and `byteLength` count bytes of the stream, `text` is what is told. */
export interface OutputPiece {
  readonly offset: number;
  readonly byteLength: number;
  readonly text: string;
}

export interface CaptureLimits {
  /** Bytes from the start of the stream that are told as they come. */
  readonly headBytesMax: number;
  /** Bytes from the end of the stream that are told when it ends; what lies between is dropped, and counted. */
  readonly tailBytesMax: number;
  readonly pieceBytesMax: number;
}

export interface OutputCapture {
  /** Takes bytes and answers the pieces that are full. */
  push(bytes: Uint8Array): OutputPiece[];
  /** Answers what waits to be told, up to the last whole character. */
  flush(): OutputPiece[];
  /** Answers the rest: what waits, then the tail. */
  end(): OutputPiece[];
  /** Bytes of the stream so far, told or dropped. */
  readonly totalBytes: number;
}

/**
 * Keeps the head and the tail of a stream in bounded memory and cuts them into pieces at UTF-8 boundaries. A jump
 * between one piece's end and the next one's offset is what was dropped. `startOffset` carries on an earlier attempt's count.
 */
export function captureOutput(limits: CaptureLimits, startOffset = 0): OutputCapture {
  let waiting: Buffer = Buffer.alloc(0);
  let waitingOffset = startOffset;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let total = startOffset;

  const take = (length: number): OutputPiece => {
    const piece = { offset: waitingOffset, byteLength: length, text: toText(waiting.subarray(0, length)) };
    waiting = waiting.subarray(length);
    waitingOffset += length;
    return piece;
  };
  const takeFull = (): OutputPiece[] => {
    const pieces: OutputPiece[] = [];
    while (waiting.length >= limits.pieceBytesMax) pieces.push(take(wholeCharacters(waiting, limits.pieceBytesMax)));
    return pieces;
  };
  const flush = (): OutputPiece[] => {
    const pieces = takeFull();
    const length = wholeCharacters(waiting, waiting.length);
    if (length > 0) pieces.push(take(length));
    return pieces;
  };

  return {
    get totalBytes() {
      return total;
    },
    push(bytes) {
      const headRoom = Math.max(0, Math.min(bytes.length, limits.headBytesMax - total));
      total += bytes.length;
      if (headRoom > 0) waiting = Buffer.concat([waiting, bytes.subarray(0, headRoom)]);
      if (headRoom < bytes.length) {
        tail.push(Buffer.from(bytes.subarray(headRoom)));
        tailBytes += bytes.length - headRoom;
        while (tail[0] && tailBytes - tail[0].length >= limits.tailBytesMax)
          tailBytes -= (tail.shift() as Buffer).length;
      }
      return takeFull();
    },
    flush,
    end() {
      const kept = Buffer.concat(tail);
      const last = kept.subarray(Math.max(0, kept.length - limits.tailBytesMax));
      tail = [];
      tailBytes = 0;
      const pieces: OutputPiece[] = [];
      if (waitingOffset + waiting.length + last.length === total) {
        waiting = Buffer.concat([waiting, last]);
      } else {
        pieces.push(...flush());
        waiting = last.subarray(continuationBytes(last));
        waitingOffset = total - waiting.length;
      }
      pieces.push(...flush());
      if (waiting.length > 0) pieces.push(take(waiting.length));
      return pieces;
    },
  };
}

/** NUL is legal UTF-8 and no character that a person reads; databases refuse it in text. */
function toText(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\0', '\uFFFD');
}

/** The greatest length up to `max` that does not end inside a character. Bytes that are no UTF-8 count as whole. */
function wholeCharacters(bytes: Buffer, max: number): number {
  const end = Math.min(max, bytes.length);
  for (let back = 1; back <= Math.min(3, end); back += 1) {
    const byte = bytes[end - back] as number;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? end - back : end;
  }
  return end;
}

/** How many bytes at the start belong to a character whose first byte was dropped. */
function continuationBytes(bytes: Buffer): number {
  let count = 0;
  while (count < Math.min(3, bytes.length) && ((bytes[count] as number) & 0b1100_0000) === 0b1000_0000) count += 1;
  return count;
}

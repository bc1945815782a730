import type { OutputPiece } from '@rustine/sdk';
import { plain } from '../output/plain.ts';

export interface OutputLine {
  readonly invocationId: string;
  readonly instanceName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

interface Stream extends Omit<OutputLine, 'text'> {
  /** Bytes that were told of or known to be left out. */
  seen: number;
  /** The beginning of a line whose end has not come. */
  rest: string;
  /** Bytes by which `seen` may lag: where a byte was no UTF-8, nobody knows how many it stood for. */
  slack: number;
}

export interface LineAssembler {
  /** The whole lines that these pieces complete. Each byte is told once, whatever comes twice. */
  add(pieces: readonly OutputPiece[]): OutputLine[];
  /** What is left of an invocation that has ended, without a line end of its own. */
  finish(invocationId: string): OutputLine[];
}

/** Puts lines together from the pieces of many streams; a mark stands where bytes were not kept. */
export function createLineAssembler(): LineAssembler {
  const invocations = new Map<string, Map<string, Stream>>();

  const streamOf = ({ invocationId, instanceName, step, stream }: OutputPiece): Stream => {
    const streams = invocations.get(invocationId) ?? new Map<string, Stream>();
    invocations.set(invocationId, streams);
    const key = `${stream} ${step}`;
    const known = streams.get(key) ?? {
      invocationId,
      instanceName: plain(instanceName),
      stream,
      seen: 0,
      rest: '',
      slack: 0,
    };
    streams.set(key, known);
    return known;
  };

  return {
    add(pieces) {
      const lines: OutputLine[] = [];
      for (const piece of pieces) {
        const stream = streamOf(piece);
        if (piece.endByte <= stream.seen) continue;
        const missing = piece.startByte - stream.seen;
        if (missing > stream.slack) {
          lines.push(...takeRest(stream), lineOf(stream, `... ${missing} bytes left out ...`));
        }
        stream.seen = piece.endByte;
        stream.slack += 2 * (piece.text.split('\uFFFD').length - 1);
        const whole = (stream.rest + piece.text).split('\n');
        stream.rest = whole.pop() ?? '';
        for (const text of whole) lines.push(lineOf(stream, text));
      }
      return lines;
    },
    finish(invocationId) {
      const streams = invocations.get(invocationId);
      return streams === undefined ? [] : [...streams.values()].flatMap(takeRest);
    },
  };
}

function takeRest(stream: Stream): OutputLine[] {
  const { rest } = stream;
  stream.rest = '';
  return rest === '' ? [] : [lineOf(stream, rest)];
}

function lineOf({ invocationId, instanceName, stream }: Stream, text: string): OutputLine {
  return { invocationId, instanceName, stream, text: plain(text) };
}

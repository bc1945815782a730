import { columnsOf } from './width.ts';
import type { OutputStream } from '../command-context.ts';

/** The last line of a terminal, drawn again and again; what is written above it stays. */
export interface LiveLine {
  /** `end` stays whole when the line is too narrow for both. */
  draw(line: () => { text: string; end: string }): void;
  above(text: string): void;
  clear(): void;
}

const FRAME_MS = 120;
const CLEAR = '\r\u001b[2K';

export function createLiveLine(stream: OutputStream, unicode: boolean): LiveLine {
  const frames = unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '-\\|/';
  let line: (() => { text: string; end: string }) | null = null;
  let frame = 0;
  let timer: NodeJS.Timeout | null = null;

  const paint = () => {
    if (line === null) return;
    const { text, end } = line();
    // One column stays free: a full line would wrap, and the next clear would miss its first half.
    const room = Math.max(columnsOf(stream, 80) - end.length - 4, 10);
    const shown = text.length > room ? `${text.slice(0, room - 3)}...` : text;
    stream.write(`${CLEAR}${frames[frame % frames.length]} ${shown} ${end}`);
  };
  const stop = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };

  return {
    draw(next) {
      line = next;
      paint();
      timer ??= setInterval(() => {
        frame += 1;
        paint();
      }, FRAME_MS).unref();
    },
    above(text) {
      stream.write(`${line === null ? '' : CLEAR}${text}\n`);
      paint();
    },
    clear() {
      if (line !== null) stream.write(CLEAR);
      line = null;
      stop();
    },
  };
}

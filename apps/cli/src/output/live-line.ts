import type { OutputStream } from '../command-context.ts';

/** The last line of a terminal, drawn again and again; what is written above it stays. */
export interface LiveLine {
  draw(text: () => string): void;
  above(text: string): void;
  clear(): void;
}

const FRAME_MS = 120;
const CLEAR = '\r\u001b[2K';

export function createLiveLine(stream: OutputStream, unicode: boolean): LiveLine {
  const frames = unicode ? '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏' : '-\\|/';
  let text: (() => string) | null = null;
  let frame = 0;
  let timer: NodeJS.Timeout | null = null;

  const paint = () => {
    if (text === null) return;
    // One column stays free: a full line would wrap, and the next clear would miss its first half.
    const width = (stream.columns ?? 80) - 1;
    const whole = `${frames[frame % frames.length]} ${text()}`;
    stream.write(CLEAR + (whole.length > width ? `${whole.slice(0, width - 3)}...` : whole));
  };
  const stop = () => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };

  return {
    draw(next) {
      text = next;
      paint();
      timer ??= setInterval(() => {
        frame += 1;
        paint();
      }, FRAME_MS).unref();
    },
    above(line) {
      stream.write(`${text === null ? '' : CLEAR}${line}\n`);
      paint();
    },
    clear() {
      if (text !== null) stream.write(CLEAR);
      text = null;
      stop();
    },
  };
}

import { createLiveLine } from './live-line.ts';
import { duration } from './words.ts';
import { columnsOf } from './width.ts';
import { wrapWords } from './wrap.ts';
import type { OutputStream } from '../command-context.ts';

/** One thing that is being done; at most one is under way at a time. */
export interface Step {
  /** How far it is, behind its label; a change is a line of its own off a terminal. */
  detail(text: string): void;
  /** A line that it said, such as a script's output. */
  output(line: string): void;
  done(result?: string): void;
  fail(): void;
}

export interface Progress {
  step(label: string): Step;
  /** A line that stays, between the steps or in the midst of one. */
  note(text: string): void;
  /** Takes a live line away, as when an error ends everything. */
  end(): void;
}

export interface ProgressOptions {
  readonly stream: OutputStream;
  readonly clock: () => number;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
}

/** Progress for people: a spinner on one live line in a terminal, plain lines in a pipe, a file or a log. */
export function createProgress({ stream, clock, unicode }: ProgressOptions): Progress {
  const marks = unicode ? { done: '✔', fail: '✖', output: '│' } : { done: 'ok', fail: 'failed:', output: '|' };
  const live = stream.isTTY === true ? createLiveLine(stream, unicode) : null;
  let current: Step | null = null;

  const line = (indent: string, text: string) => {
    if (live === null) stream.write(`${indent}${text}\n`);
    else live.above(fit(text, { indent, width: columnsOf(stream, 80) }));
  };

  function step(label: string): Step {
    current?.done();
    const startedAt = clock();
    let shown = '';
    const end = (text: string) => {
      if (current !== self) return;
      current = null;
      live?.clear();
      stream.write(`${text}\n`);
    };
    const draw = () =>
      live?.draw(() => ({
        text: shown === '' ? label : `${label}: ${shown}`,
        end: `(${duration(clock() - startedAt)})`,
      }));
    const self: Step = {
      detail(text) {
        if (text === shown) return;
        shown = text;
        if (live === null) stream.write(`  ${label}: ${text}\n`);
        else draw();
      },
      output: (text) => line(`  ${marks.output} `, text),
      done: (result) => end(`${marks.done} ${result ?? label} (${duration(clock() - startedAt)})`),
      fail: () => end(`${marks.fail} ${label}`),
    };
    current = self;
    if (live === null) stream.write(`${label} ...\n`);
    draw();
    return self;
  }

  return {
    step,
    note: (text) => line('', text),
    end() {
      current?.fail();
      live?.clear();
    },
  };
}

/** A line that is too long for the terminal goes on in lines of the same indent; one that fits keeps its spaces. */
function fit(text: string, { indent, width }: { indent: string; width: number }): string {
  if (indent.length + text.length <= width) return indent + text;
  return wrapWords(text.split(' '), width, indent).trimEnd();
}

import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';

function record(isTTY: boolean, columns = 40) {
  let written = '';
  const stream = { isTTY, columns, write: (chunk: string | Uint8Array) => ((written += String(chunk)), true) };
  let now = 0;
  const progress = createProgress({ stream, clock: () => now, unicode: false });
  return { progress, pass: (ms: number) => (now += ms), text: () => written };
}

/** What a terminal shows in the end: each clearing takes back what stands on the line. */
function shown(written: string): string[] {
  return written.split('\n').map((line) => line.slice(line.lastIndexOf('\r\u001b[2K') + 1).replace('\u001b[2K', ''));
}

describe('progress off a terminal', () => {
  it('is plain lines without any control sequence, one for each change', () => {
    const { progress, pass, text } = record(false);
    const step = progress.step('Scanning web-1');
    step.detail('running');
    step.detail('running');
    step.output('828 packages');
    progress.note('The agent was killed (SIGKILL); it is started again.');
    pass(65_000);
    step.done('Scanned web-1');
    expect(text()).toBe(
      'Scanning web-1 ...\n  Scanning web-1: running\n  | 828 packages\nThe agent was killed (SIGKILL); it is started again.\nok Scanned web-1 (1 min 05 s)\n',
    );
  });

  it('tells a step that was under way when all ended as failed, once', () => {
    const { progress, text } = record(false);
    const step = progress.step('Scanning');
    progress.end();
    step.fail();
    expect(text()).toBe('Scanning ...\nfailed: Scanning\n');
  });
});

describe('progress in a terminal', () => {
  it('keeps one live line and leaves what was written above it', () => {
    const { progress, text } = record(true);
    const step = progress.step('Scanning');
    step.output('828 packages');
    step.detail('running');
    step.done();
    expect(shown(text())).toEqual(['  | 828 packages', 'ok Scanning (0 s)', '']);
  });

  it('breaks what a script says at the edge, and keeps the spaces of what fits', () => {
    const { progress, text } = record(true);
    const step = progress.step('Scanning');
    step.output('one  two');
    step.output('a line that is far too long for forty columns of a terminal');
    progress.end();
    expect(shown(text()).slice(0, 3)).toEqual([
      '  | one  two',
      '  | a line that is far too long for',
      '  | forty columns of a terminal',
    ]);
  });

  it('never fills the line to its end, and keeps the time when it cuts', () => {
    const { progress, text } = record(true);
    progress.step('Reading').detail('x'.repeat(100));
    const line = shown(text()).at(-1)!;
    expect(line.length).toBeLessThan(40);
    expect(line).toMatch(/^- Reading: x+\.\.\. \(0 s\)$/);
    progress.end();
  });
});

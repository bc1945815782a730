import { mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogFile } from './log-file.ts';
import { renderLogLine } from './render-log-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function say(path: string, text: string, sizeMax = 100): void {
  const log = createLogFile(path, sizeMax);
  const descriptor = log.open();
  writeSync(descriptor, text);
  log.close(descriptor);
}

describe('createLogFile', () => {
  it('sets a log aside that has grown past its bound, and keeps the last three', () => {
    const path = join(folder, 'logs', 'server.log');
    for (const name of ['a', 'b', 'c', 'd', 'e']) say(path, name.repeat(120));
    const kept = ['', '.1', '.2', '.3'].map((end) => readFileSync(path + end, 'utf8')[0]);
    expect(kept).toEqual(['e', 'd', 'c', 'b']);
    expect(() => readFileSync(`${path}.4`)).toThrow('ENOENT');
  });

  it('appends while the bound is not reached', () => {
    const path = join(folder, 'server.log');
    say(path, 'one\n');
    say(path, 'two\n');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('gives the last lines of this life alone, not those of an earlier one', () => {
    const path = join(folder, 'server.log');
    writeFileSync(path, 'old trouble\n');
    const log = createLogFile(path);
    const descriptor = log.open();
    expect(log.lastLines(5)).toEqual([]);
    writeSync(descriptor, 'first\n\nsecond\nthird\n');
    log.close(descriptor);
    expect(log.lastLines(2)).toEqual(['second', 'third']);
  });
});

describe('renderLogLine', () => {
  it.each([
    ['{"level":60,"msg":"Port 7400 is taken."}', 'FATAL Port 7400 is taken.'],
    ['{"level":50,"msg":"cannot start","err":{"message":"disk full"}}', 'ERROR cannot start: disk full'],
    ['plain words', 'plain words'],
    ['{"level":60', '{"level":60'],
    ['\u001b[31mred\u001b[0m', 'red'],
  ])('%s reads %s', (line, words) => {
    expect(renderLogLine(line)).toBe(words);
  });
});

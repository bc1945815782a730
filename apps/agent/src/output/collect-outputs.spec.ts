import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepRecord } from '../journal/step-records.ts';
import { decideStream } from './collect-outputs.ts';
import { outputPath } from './keep-output.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(`${tmpdir()}/rustine-outputs-`)));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const told = (stdoutBytes: number) => ({ position: 0, name: 'script', stdoutBytes, stderrBytes: 0 }) as StepRecord;
const keep = (content: string | Buffer) => writeFileSync(outputPath(folder, 0, 'stdout'), content);
const fate = (stdoutBytes: number) => decideStream(told(stdoutBytes), 'stdout', folder).kind;

describe('what becomes of the output of a step', () => {
  test('short text that was told whole needs no object', () => {
    keep('hello\n');
    expect(fate(6)).toBe('told');
  });

  test('what a killed agent had kept and not told yet goes to the store, however short', () => {
    keep('hello\n');
    expect([fate(0), fate(3)]).toEqual(['wanted', 'wanted']);
  });

  test('what is more than the head, or no text, goes to the store', () => {
    keep('x'.repeat(300_000));
    expect(fate(300_000)).toBe('wanted');
    keep(Buffer.from([255, 0]));
    expect(fate(2)).toBe('wanted');
  });

  test('more than was told, with nothing of it kept, is lost; a little is told all the same', () => {
    expect([fate(300_000), fate(10), fate(0)]).toEqual(['lost', 'told', 'told']);
  });
});

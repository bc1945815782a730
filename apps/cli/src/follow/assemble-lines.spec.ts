import type { OutputPiece } from '@rustine/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineAssembler } from './assemble-lines.ts';

const pieceOf = (startByte: number, text: string, change: Partial<OutputPiece> = {}): OutputPiece => ({
  invocationId: 'inv-1',
  instanceName: 'web-1',
  step: 'patch',
  stream: 'stdout',
  startByte,
  endByte: startByte + Buffer.byteLength(text),
  text,
  ...change,
});

describe('the lines of a run', () => {
  it('are each told once and whole, however the text arrives and whatever arrives twice', () => {
    const text = 'reading indexes\n40 päckages\n\nwriting reports\nlast words';
    const characters = text.split('');
    fc.assert(
      fc.property(fc.array(fc.nat({ max: characters.length })), fc.array(fc.nat(10)), (cuts, repeats) => {
        const bounds = [0, ...cuts.toSorted((a, b) => a - b), characters.length];
        const pieces = bounds.slice(1).map((end, index) => {
          const before = characters.slice(0, bounds[index]).join('');
          return pieceOf(Buffer.byteLength(before), characters.slice(bounds[index], end).join(''));
        });
        const lines = createLineAssembler();
        const told = pieces.flatMap((piece, index) =>
          lines.add([piece, ...repeats.map((back) => pieces[Math.max(0, index - back)]!)]),
        );
        told.push(...lines.finish('inv-1'), ...lines.finish('inv-1'));
        expect(told.map((line) => line.text)).toEqual(text.split('\n'));
      }),
    );
  });

  it('keep the instances, the steps and the streams apart', () => {
    const lines = createLineAssembler();
    const other = { invocationId: 'inv-2', instanceName: 'web-2' };
    expect(
      lines.add([
        pieceOf(0, 'a'),
        pieceOf(0, 'b', other),
        pieceOf(0, 'c', { stream: 'stderr' }),
        pieceOf(0, 'd', { step: 'next' }),
        pieceOf(1, '1\n'),
        pieceOf(1, '2\n', other),
        pieceOf(1, '3\n', { stream: 'stderr' }),
        pieceOf(1, '4\n', { step: 'next' }),
      ]),
    ).toEqual([
      { invocationId: 'inv-1', instanceName: 'web-1', stream: 'stdout', text: 'a1' },
      { invocationId: 'inv-2', instanceName: 'web-2', stream: 'stdout', text: 'b2' },
      { invocationId: 'inv-1', instanceName: 'web-1', stream: 'stderr', text: 'c3' },
      { invocationId: 'inv-1', instanceName: 'web-1', stream: 'stdout', text: 'd4' },
    ]);
  });

  it('say where bytes were left out, and how many', () => {
    const lines = createLineAssembler();
    const told = lines.add([pieceOf(0, 'a\nb'), pieceOf(1000, 'y\n')]);
    expect(told.map(({ text }) => text)).toEqual(['a', 'b', '... 997 bytes left out ...', 'y']);
  });

  it('take no step back for bytes that were no text', () => {
    const lines = createLineAssembler();
    const told = lines.add([pieceOf(0, '\uFFFDa\n', { endByte: 3 }), pieceOf(5, 'b\n')]);
    expect(told.map(({ text }) => text)).toEqual(['\uFFFDa', 'b']);
  });

  it('hold no control characters', () => {
    const told = createLineAssembler().add([pieceOf(0, '\u001b[2Jclear\u0007\r\n')]);
    expect(told.map(({ text }) => text)).toEqual(['clear']);
  });
});

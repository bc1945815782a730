import { closeSync, fstatSync, mkdirSync, openSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { outputLimits } from '@rustine/contract';
import type { OutputStream } from '../process/run-process.ts';

/** Output is worth less than what else needs the disk; with less than this left, it is counted and not kept. */
const FREE_BYTES_MIN = 64 * 1024 * 1024;

export interface OutputKeeper {
  readonly take: (stream: OutputStream, bytes: Buffer) => void;
  close(): void;
}

/** Where the whole output of one stream lies until it is in the store; attempts of a step follow each other in it. */
export function outputPath(folder: string, position: number, stream: OutputStream): string {
  return join(folder, `${position}-${stream}`);
}

/** Writes all that a step prints to a file for each stream, within bounds. It never fails: what cannot be kept is not. */
export function keepOutput(folder: string, position: number): OutputKeeper {
  const kept = { stdout: openKept(folder, position, 'stdout'), stderr: openKept(folder, position, 'stderr') };
  return {
    take: (stream, bytes) => kept[stream].take(bytes),
    close() {
      kept.stdout.close();
      kept.stderr.close();
    },
  };
}

function openKept(folder: string, position: number, stream: OutputStream) {
  let file: number | null = null;
  let size = 0;
  let isOver = false;

  const write = (bytes: Buffer): void => {
    if (file === null) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      file = openSync(outputPath(folder, position, stream), 'a', 0o600);
      size = fstatSync(file).size;
    }
    const { bavail, bsize } = statfsSync(folder);
    const room = Math.min(outputLimits.contentBytesMax - size, bavail * bsize - FREE_BYTES_MIN);
    const part = bytes.subarray(0, Math.max(0, room));
    for (let at = 0; at < part.length;) at += writeSync(file, part, at);
    size += part.length;
    // A hole in the middle would pass for the whole.
    isOver = part.length < bytes.length;
  };

  return {
    take(bytes: Buffer): void {
      if (isOver || bytes.length === 0) return;
      try {
        write(bytes);
      } catch {
        isOver = true;
      }
    },
    close(): void {
      if (file !== null) closeSync(file);
      file = null;
      isOver = true;
    },
  };
}

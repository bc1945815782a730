import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The log of a process, which writes to it by itself, so that nothing is lost when we die before it. */
export interface LogFile {
  readonly path: string;
  /** A file descriptor to append to; a log that has grown past its bound is set aside first. */
  open(): number;
  close(descriptor: number): void;
  /** The last lines written since the process was last started. */
  lastLines(count: number): string[];
}

const SIZE_MAX = 4 * 1024 * 1024;
const KEPT = 3;
const TAIL_BYTES = 64 * 1024;

export function createLogFile(path: string, sizeMax: number = SIZE_MAX): LogFile {
  let startedAtByte = 0;
  return {
    path,
    open() {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (existsSync(path) && statSync(path).size >= sizeMax) rotate(path);
      const descriptor = openSync(path, 'a', 0o600);
      startedAtByte = fstatSync(descriptor).size;
      return descriptor;
    },
    close: closeSync,
    lastLines(count) {
      if (!existsSync(path)) return [];
      return readTail(path, startedAtByte)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-count);
    },
  };
}

/** `server.log` becomes `server.log.1`, that `.2`, and the oldest goes. */
function rotate(path: string): void {
  for (let number = KEPT - 1; number >= 1; number -= 1) {
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  }
  renameSync(path, `${path}.1`);
}

function readTail(path: string, fromByte: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const from = Math.max(fromByte, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    closeSync(descriptor);
  }
}

import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { writeDurably } from '../journal/write-durably.ts';

/** Text of a file; null when it is not there. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a file unless it is as it should be; answers whether it did. */
export function placeText(path: string, content: string, mode: number): boolean {
  // Windows has no such modes; there the rights of the folder count.
  const modeHolds =
    process.platform === 'win32' || (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) % 0o1000 === mode;
  if (modeHolds && readIfThere(path) === content) return false;
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeDurably(path, content, mode);
  return true;
}

/** Copies a program over another that may be running: whoever runs the old one keeps it. Answers whether it differed. */
export function placeProgram(path: string, from: string): boolean {
  if (isSameFile(path, from)) return false;
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const beside = `${path}.${process.pid}.part`;
  try {
    copyFileSync(from, beside);
    // A downloaded one is often not executable.
    chmodSync(beside, 0o755);
    const file = openSync(beside, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  return true;
}

/** Whether both hold the same bytes; false when `path` is no file. */
export function isSameFile(path: string, other: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true && sumOf(path) === sumOf(other);
}

/** Answers whether the link had to be made. What is there and no link is not ours to replace. */
export function placeLink(path: string, target: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(path) === target) return false;
  if (there !== undefined && !there.isSymbolicLink()) return false;
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const beside = `${path}.${process.pid}.part`;
  rmSync(beside, { force: true });
  symlinkSync(target, beside);
  renameSync(beside, path);
  return true;
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

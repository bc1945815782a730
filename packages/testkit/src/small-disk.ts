import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const MOUNT_MS_MAX = 10_000;

/** A file system in memory that can fill up. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** `size` as mount(8) takes it for a tmpfs: `512k`, `30m`. */
  resize(size: string): void;
}

/**
 * Mounts a file system of that size on the directory, which is made where it is not there. Null, and a line that says so,
 * where this process may not mount: only root may.
 */
export function mountSmallDisk(path: string, size: string): SmallDisk | null {
  mkdirSync(path, { recursive: true });
  const mount = (options: string, ...what: string[]) =>
    execFileSync('mount', [...what, '-o', options, path], { timeout: MOUNT_MS_MAX, stdio: 'pipe' });
  try {
    mount(`size=${size},mode=0711`, '-t', 'tmpfs', 'tmpfs');
  } catch {
    process.stderr.write(`skipped: a disk that fills up, because this process may not mount a tmpfs\n`);
    return null;
  }
  return {
    path,
    resize: (to) => void mount(`remount,size=${to}`),
    [Symbol.dispose]: () => void execFileSync('umount', [path], { timeout: MOUNT_MS_MAX }),
  };
}

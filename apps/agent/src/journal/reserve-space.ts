import { rmSync, statSync, writeFileSync } from 'node:fs';

/** Room for the end of a few runs with all of their output. */
const RESERVE_BYTES = 4 * 1024 * 1024;

export interface SpaceReserve {
  /** Gives the space back to the file system; false when it was given already. */
  release(): boolean;
}

/**
 * Holds some of the disk, so that a script that fills it cannot take the journal's last word: the run's failure can
 * still be written down and told. Made anew at each start when there is room; having none is not an error.
 */
export function reserveSpace(path: string): SpaceReserve {
  if (statSync(path, { throwIfNoEntry: false })?.size !== RESERVE_BYTES) {
    try {
      // Real bytes: a file with a hole in it would hold nothing.
      writeFileSync(path, Buffer.alloc(RESERVE_BYTES, 1), { mode: 0o600 });
    } catch {
      rmSync(path, { force: true });
    }
  }
  return {
    release() {
      const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
      rmSync(path, { force: true });
      return isThere;
    },
  };
}

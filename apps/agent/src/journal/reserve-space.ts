import { rmSync, statSync, writeFileSync } from 'node:fs';

/** Room for the end of a few runs with all of their output. */
const RESERVE_BYTES = 4 * 1024 * 1024;

export interface SpaceReserve {
  /** Takes the space (again) if there is room. */
  hold(): void;
  /** Gives the space back to the file system; false when it was given already. */
  release(): boolean;
  /** Bytes that are not held: room that is there only because the disk was full. */
  missingBytes(): number;
}

/**
 * Holds some of the disk, so that a script that fills it cannot take the journal's last word: the run's failure can
 * still be written down and told. Having no room for it is not an error.
 */
export function reserveSpace(path: string): SpaceReserve {
  return {
    hold() {
      if (statSync(path, { throwIfNoEntry: false })?.size === RESERVE_BYTES) return;
      try {
        // Real bytes: a file with a hole in it would hold nothing.
        writeFileSync(path, Buffer.alloc(RESERVE_BYTES, 1), { mode: 0o600 });
      } catch {
        rmSync(path, { force: true });
      }
    },
    release() {
      const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
      rmSync(path, { force: true });
      return isThere;
    },
    missingBytes: () => RESERVE_BYTES - (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
  };
}

/**
 * Up to where a log was read. Its first line names the file, whatever it is called by now: rotation renames, compresses
 * and gives its inode to another.
 */
export interface LogCursor {
  /** Empty when the file was. */
  readonly firstLine: string;
  readonly offset: number;
  /** When the file was last written to, in milliseconds since the epoch. */
  readonly writtenAt: number;
  /** Of the newest file, for a cheap answer that nothing has changed. */
  readonly stamp: string;
}

export interface LogFile {
  readonly name: string;
  readonly writtenAt: number;
}

export interface LogRead {
  readonly name: string;
  readonly offset: number;
  /** The file is not known to go on where the cursor stands, so it may hold what was read before. */
  readonly doubtful: boolean;
}

/**
 * What to read, oldest first: the rest of the file in which the cursor stands, then those that came after it. When that
 * file is gone, all that was written to since. `files` are newest first; `firstLineOf` is asked of no more than it takes.
 */
export function planLogReads(
  cursor: LogCursor,
  files: readonly LogFile[],
  firstLineOf: (name: string) => string,
): LogRead[] {
  const at = cursor.firstLine === '' ? -1 : files.findIndex(({ name }) => firstLineOf(name) === cursor.firstLine);
  const newer = files
    .slice(0, at === -1 ? files.length : at)
    .filter(({ writtenAt }) => at !== -1 || writtenAt > cursor.writtenAt)
    .map(({ name }) => ({ name, offset: 0, doubtful: at === -1 }));
  const rest = at === -1 ? [] : [{ name: files[at]!.name, offset: cursor.offset, doubtful: false }];
  return [...newer, ...rest].toReversed();
}

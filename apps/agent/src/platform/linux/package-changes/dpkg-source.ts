import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PackageSource, SourceRead } from '../../package-source.ts';
import { parseDpkgLog, type LocalTime } from './parse-dpkg-log.ts';
import { planLogReads, type LogCursor, type LogFile } from './plan-log-reads.ts';

/** Of one file, uncompressed; dpkg's log of a month has a few of them at the most. */
const BYTES_MAX = 64 * 1024 * 1024;
const LINE_BYTES_MAX = 4096;
/** dpkg's times may be an hour off where the clock is set back; what comes twice is known as the same. */
const DOUBT_MS = 3_600_000;
const LOG = 'dpkg.log';

/** Reads dpkg's log in that folder. The zone of its times is that of this process. */
export function openDpkgSource(folder = '/var/log'): PackageSource {
  const path = (name: string) => join(folder, name);
  const read = (before: LogCursor): SourceRead => {
    const planned = planLogReads(before, listLogs(folder), (name) =>
      firstLineOf(readBytes(path(name), 0, LINE_BYTES_MAX).bytes),
    );
    let cursor = before;
    const changes = planned.flatMap((each) => {
      const { bytes, status } = readBytes(path(each.name), each.offset);
      const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
      const firstLine = each.offset === 0 ? firstLineOf(whole) : before.firstLine;
      // A file without a line has no name yet: the cursor stays at the end of the one before.
      const place = firstLine === '' ? cursor : cursorAt(firstLine, each.offset + whole.length, status);
      cursor = { ...place, stamp: stampOf(status) };
      const found = parseDpkgLog(whole.toString('utf8'), toInstant);
      return each.doubtful ? found.filter(({ at }) => Date.parse(at) >= before.writtenAt - DOUBT_MS) : found;
    });
    const isNewest = planned.at(-1)?.name === LOG;
    const stamp = isNewest ? cursor.stamp : stampOf(statSync(path(LOG)));
    return { cursor: JSON.stringify({ ...cursor, stamp }), changes };
  };
  return {
    name: 'dpkg',
    async read(text) {
      const status = statSync(path(LOG), { throwIfNoEntry: false });
      if (text === null) return { cursor: JSON.stringify(startCursor(path(LOG), status)), changes: [] };
      const cursor = JSON.parse(text) as LogCursor;
      if (status === undefined || stampOf(status) === cursor.stamp) return null;
      return read(cursor);
    },
  };
}

/** The end of the log as it is now; of one that is not there yet, the present. */
function startCursor(path: string, status: Stats | undefined): LogCursor {
  if (status === undefined) return { firstLine: '', offset: 0, writtenAt: Date.now(), stamp: '' };
  const { bytes, status: opened } = readBytes(path, 0);
  return cursorAt(firstLineOf(bytes), bytes.lastIndexOf(0x0a) + 1, opened);
}

function cursorAt(firstLine: string, offset: number, status: Stats): LogCursor {
  return { firstLine, offset, writtenAt: status.mtimeMs, stamp: stampOf(status) };
}

function stampOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

/** The log and what was rotated away of it, newest first. */
function listLogs(folder: string): LogFile[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const number = /^dpkg\.log(?:\.(?<number>\d+)(?:\.gz)?)?$/.exec(name);
      return number === null ? [] : [{ name, number: Number(number.groups?.['number'] ?? 0) }];
    })
    .toSorted((a, b) => a.number - b.number)
    .map(({ name }) => ({ name, writtenAt: statSync(join(folder, name)).mtimeMs }));
}

/** What was in the file from there on when it was opened. */
function readBytes(path: string, offset: number, most = BYTES_MAX): { bytes: Buffer; status: Stats } {
  const file = openSync(path, 'r');
  try {
    const status = fstatSync(file);
    if (path.endsWith('.gz')) {
      const whole = gunzipSync(readFileSync(file), { maxOutputLength: BYTES_MAX });
      return { bytes: whole.subarray(offset), status };
    }
    const bytes = Buffer.alloc(Math.min(Math.max(0, status.size - offset), most));
    return { bytes: bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset)), status };
  } finally {
    closeSync(file);
  }
}

/** Empty when there is no whole one yet. */
function firstLineOf(bytes: Buffer): string {
  const end = bytes.indexOf(0x0a);
  return end === -1 ? '' : bytes.toString('utf8', 0, Math.min(end, 300));
}

/** The hour that the clocks show twice is taken as the first of the two. */
function toInstant([year, month, day, hour, minute, second]: LocalTime): Date {
  return new Date(year, month - 1, day, hour, minute, second);
}

import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDpkgSource } from './dpkg-source.ts';

let folder: string;
let cursor: string | null;
let second: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rustine-dpkg-'));
  cursor = null;
  second = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

/** One line a second, as a log that grows; its file is as old as its last line. */
function log(...names: string[]): void {
  for (const name of names) {
    second += 1;
    const time = new Date(2026, 10, 20, 12, 0, second);
    const [hour, minute, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((n) =>
      String(n).padStart(2, '0'),
    );
    appendFileSync(at('dpkg.log'), `2026-11-20 ${hour}:${minute}:${seconds} install ${name}:all <none> 1\n`);
    utimesSync(at('dpkg.log'), time, time);
  }
}

/** As logrotate with delaycompress: the newest of the old ones stays as it is, its elder is compressed. */
function rotate(times = 1): void {
  for (let time = 0; time < times; time += 1) {
    for (let number = 8; number >= 2; number -= 1) tryRename(`dpkg.log.${number}.gz`, `dpkg.log.${number + 1}.gz`);
    try {
      writeFileSync(at('dpkg.log.2.gz'), gzipSync(readFileSync(at('dpkg.log.1'))));
    } catch {
      // Nothing was rotated before.
    }
    renameSync(at('dpkg.log'), at('dpkg.log.1'));
    writeFileSync(at('dpkg.log'), '');
  }
}

function tryRename(from: string, to: string): void {
  try {
    renameSync(at(from), at(to));
  } catch {
    // It is not there yet.
  }
}

async function read(): Promise<string[] | null> {
  const found = await openDpkgSource(folder).read(cursor);
  if (found === null) return null;
  ({ cursor } = found);
  return found.changes.map(({ name }) => name);
}

describe('the changes in the log of dpkg', () => {
  it('begin with the first look, which tells nothing of the past', async () => {
    log('past');
    expect(await read()).toEqual([]);
    expect(await read()).toBeNull();
    log('one', 'two');
    expect(await read()).toEqual(['one', 'two']);
    expect(await read()).toBeNull();
  });

  it('are those of a log that comes to be only later', async () => {
    expect(await read()).toEqual([]);
    expect(await read()).toBeNull();
    const now = new Date();
    writeFileSync(
      at('dpkg.log'),
      `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()} 23:59:59 install first:all <none> 1\n`.replaceAll(
        /-(\d)(?=\D)/g,
        '-0$1',
      ),
    );
    utimesSync(at('dpkg.log'), Date.now() / 1000 + 5, Date.now() / 1000 + 5);
    expect(await read()).toEqual(['first']);
  });

  it('leave a line that is not whole yet to the next look', async () => {
    log('past');
    await read();
    appendFileSync(at('dpkg.log'), '2026-11-20 12:30:00 install cut');
    expect(await read()).toEqual([]);
    appendFileSync(at('dpkg.log'), '-off:all <none> 1\n');
    expect(await read()).toEqual(['cut-off']);
  });

  it.each([1, 2, 3])('are found in what was rotated away %i times since', async (times) => {
    log('past');
    await read();
    log('before');
    rotate(times);
    log('after');
    expect(await read()).toEqual(['before', 'after']);
  });

  it('begin anew where the file of the cursor is gone, without the past', async () => {
    log('past');
    await read();
    rmSync(at('dpkg.log'));
    expect(await read()).toBeNull();
    log('new');
    expect(await read()).toEqual(['new']);
  });

  it('come each once and in order, however the log is written, rotated and looked at', async () => {
    const event = fc.constantFrom('write', 'rotate', 'look');
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        rmSync(folder, { recursive: true, force: true });
        folder = mkdtempSync(join(tmpdir(), 'rustine-dpkg-'));
        [cursor, second] = [null, 0];
        log('past');
        await read();
        const written: string[] = [];
        const seen: string[] = [];
        let rotations = 0;
        for (const each of events) {
          if (each === 'look') seen.push(...((await read()) ?? []));
          else if (each === 'write') {
            written.push(`p${written.length}`);
            log(written.at(-1)!);
          } else if (rotations < 6) {
            rotate();
            rotations += 1;
          }
        }
        seen.push(...((await read()) ?? []));
        expect(seen).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });
});

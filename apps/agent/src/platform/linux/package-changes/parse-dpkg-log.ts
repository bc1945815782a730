import type { PackageChange } from '@rustine/contract';
import { compareDebian } from './compare-versions.ts';

/** Year, month (1 to 12), day, hour, minute, second as a clock on the wall shows them. */
export type LocalTime = readonly [number, number, number, number, number, number];

const LINE =
  /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?<verb>install|upgrade|remove) (?<name>[^\s:]+):(?<architecture>\S+) (?<old>\S+) (?<new>\S+)$/;

/**
 * The changes of some whole lines of dpkg's log (dpkg(1), --log). Its times are local and say no zone, so `toInstant` has
 * to know it. A `purge` takes configuration away; that the package goes has a line of its own.
 */
export function parseDpkgLog(text: string, toInstant: (time: LocalTime) => Date): PackageChange[] {
  return text.split('\n').flatMap((line): PackageChange[] => {
    const { time = '', verb, name = '', architecture = '', old = '', new: next = '' } = LINE.exec(line)?.groups ?? {};
    if (verb === undefined) return [];
    const at = toInstant(time.split(/\D/).map(Number) as unknown as LocalTime).toISOString();
    const about = { at, name, architecture };
    if (verb === 'remove') return [{ ...about, action: 'REMOVED', oldVersion: known(old), newVersion: null }];
    // The old version of an `install` is that of configuration which a removed package left behind.
    if (verb === 'install') return [{ ...about, action: 'INSTALLED', oldVersion: null, newVersion: known(next) }];
    const order = compareDebian(old, next);
    const action = order === 0 ? 'INSTALLED' : order < 0 ? 'UPGRADED' : 'DOWNGRADED';
    return [{ ...about, action, oldVersion: known(old), newVersion: known(next) }];
  });
}

function known(version: string): string | null {
  return version === '<none>' ? null : version;
}

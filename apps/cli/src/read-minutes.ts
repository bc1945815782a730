import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const minutesOf = { w: 7 * 24 * 60, d: 24 * 60, h: 60, m: 1 } as const;

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Minutes of a length such as `4h`, `30m`, `1h30m` or `2d`. @throws CliError that names the option and what it may be */
export function readMinutes(option: string, given: string, bounds?: Bounds): number {
  const text = given.toLowerCase().replaceAll(/\s+/g, '');
  const parts = [...text.matchAll(/(\d{1,5})(w|d|h|min|m)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new CliError(`${option} "${given}" is no length such as 4h, 30m, 1h30m or 2d.`, exitCodes.USAGE);
  }
  const minutes = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * minutesOf[unit?.[0] as keyof typeof minutesOf],
    0,
  );
  if (bounds === undefined || (minutes >= bounds.min && minutes <= bounds.max)) return minutes;
  const range = `${showMinutes(bounds.min)} to ${showMinutes(bounds.max)}`;
  throw new CliError(`${option} "${given}": give a length of ${range}.`, exitCodes.USAGE);
}

/** `1 d 2 h`, `90 min` as `1 h 30 min`. */
export function showMinutes(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const shown = parts.filter(([number]) => number > 0).map(([number, unit]) => `${number} ${unit}`);
  return shown.length === 0 ? '0 min' : shown.join(' ');
}

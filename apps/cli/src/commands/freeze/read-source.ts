import { readFile } from 'node:fs/promises';
import { instantOfLocalTime } from '@rustine/domain';
import { LocalTime } from '@rustine/contract';
import type { FreezeSource } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { isRealDay } from '../../parse-instant.ts';

export interface SourceOptions {
  readonly from?: string;
  readonly to?: string;
  readonly icalFile?: string;
  readonly icalUrl?: string;
  readonly zone?: string;
}

/** Where the times of a freeze come from; undefined when no option says it. @throws CliError */
export async function readFreezeSource(options: SourceOptions): Promise<FreezeSource | undefined> {
  const { from, to, icalFile, icalUrl, zone } = options;
  const ways = [from ?? to, icalFile, icalUrl].filter((way) => way !== undefined).length;
  if (ways === 0) {
    if (zone !== undefined) throw new CliError('--zone goes with the times that it is the zone of.', exitCodes.USAGE);
    return undefined;
  }
  if (ways > 1) throw new CliError('Give dates, --ical-file or --ical-url: one of them.', exitCodes.USAGE);
  const timezone = zone === undefined ? {} : { timezone: zone };
  if (icalUrl !== undefined) return { kind: 'ical-url', url: icalUrl, ...timezone };
  if (icalFile !== undefined) return { kind: 'ical', text: await readText(icalFile), ...timezone };
  if (from === undefined || to === undefined)
    throw new CliError('A freeze by dates needs both --from and --to.', exitCodes.USAGE);
  return { kind: 'dates', from: readInstant('--from', from, zone), to: readInstant('--to', to, zone) };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`--ical-file cannot be read: ${reason}.`, exitCodes.USAGE, { cause: error });
  }
}

/**
 * An instant as it is, `2026-12-20T18:00:00+01:00`; or a time of the clock on the wall of the zone, `2026-12-20 18:00`,
 * or a day alone for its midnight.
 */
function readInstant(option: string, given: string, zone = 'UTC'): string {
  const text = given.trim();
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)) && isRealDay(text))
    return new Date(text).toISOString();
  const local = LocalTime.safeParse(text.replace(/\s+/, 'T').replace(/^\d{4}-\d\d-\d\d$/, '$&T00:00'));
  if (!local.success) {
    const message = `${option} "${given}" is neither "2026-12-20 18:00" nor 2026-12-20T18:00:00+01:00.`;
    throw new CliError(message, exitCodes.USAGE);
  }
  try {
    return instantOfLocalTime(local.data, zone).toISOString();
  } catch (error) {
    throw new CliError(`--zone "${zone}" is no time zone such as Europe/Paris.`, exitCodes.USAGE, { cause: error });
  }
}

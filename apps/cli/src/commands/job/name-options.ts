import { RustineError } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { JobOptions } from './read-spec.ts';

/** Which option a place of the request came from; the first that fits counts. */
const places: readonly (readonly [string, string])[] = [
  ['body.action.parameters', '--parameters'],
  ['body.action.documentName', '--document'],
  ['body.schedule.windowId', '--with-window'],
  ['body.reboot.windowIds', '--reboot-window'],
  ['body.reboot.atEnd', '--reboot-at-window-end'],
  ['body.reboot', '--reboot'],
  ['body.window', '--window'],
  ['body.waves', '--waves'],
  ['body.targets', '--targets'],
  ['body.missed', '--missed'],
  ['body.maxConcurrency', '--max-concurrency'],
  ['body.maxErrors', '--max-errors'],
  ['body.deliverySeconds', '--delivery-timeout'],
  ['body.compartmentId', '--compartment'],
  ['body.description', '--description'],
  ['body.name', 'the name'],
];

/**
 * What `ask` answers. @throws CliError instead of a refusal of what was typed, with the options in place of the fields that
 * the server names; all other errors as they are.
 */
export async function nameOptions<Answer>(options: JobOptions, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RustineError) || error.code !== 'VALIDATION_FAILED') throw error;
    const { details } = error.problem;
    if (details.length === 0) throw error;
    const lines = details.map(({ place, message }) => `${optionOf(place, options)}: ${message.replace(/\.$/, '')}.`);
    throw new CliError([...new Set(lines)].join('\n'), exitCodes.USAGE, { cause: error });
  }
}

export function optionOf(place: string, options: JobOptions): string {
  if (/^body\.waves\b.*\bhealthCheck\.parameters\b/.test(place)) return '--health-check-parameters';
  if (/^body\.waves\b.*\bhealthCheck\b/.test(place)) return '--health-check';
  const found = places.find(([prefix]) => place === prefix || place.startsWith(`${prefix}.`));
  if (found !== undefined) return found[1];
  if (place.startsWith('body.action')) return actionOf(options);
  return place.startsWith('body.schedule') ? scheduleOf(options) : place;
}

function actionOf({ updateAll, update, updatePackages, install, remove }: JobOptions): string {
  if (updateAll !== undefined) return '--update-all';
  if (update !== undefined) return '--update';
  if (updatePackages !== undefined) return '--update-packages';
  if (install !== undefined) return '--install';
  return remove === undefined ? '--document' : '--remove';
}

function scheduleOf({ at, every, rrule, cron }: JobOptions): string {
  if (at !== undefined) return '--at';
  if (every !== undefined) return '--every';
  if (rrule !== undefined) return '--rrule';
  return cron === undefined ? '--with-window' : '--cron';
}

import { findOption, planOption, type Places } from '../../name-options.ts';
import type { JobOptions } from './read-spec.ts';

const places: Places = [
  ['body.action.parameters', '--parameters'],
  ['body.action.documentName', '--document'],
  ['body.schedule.windowId', '--with-window'],
  ['body.reboot.windowIds', '--reboot-window'],
  ['body.reboot.atEnd', '--reboot-at-window-end'],
  ['body.reboot', '--reboot'],
  ['body.missed', '--missed'],
  ['body.compartmentId', '--compartment'],
  ['body.description', '--description'],
  ['body.name', 'the name'],
];

/** Which option a place of the request came from. */
export function optionOf(place: string, options: JobOptions): string {
  const found = planOption(place) ?? findOption(places, place);
  if (found !== undefined) return found;
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

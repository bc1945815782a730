import { describeSchedule, localTime } from '@rustine/domain';
import type { JobExecution, ScheduledJob } from '@rustine/sdk';
import { count, duration } from '../../output/words.ts';
import { showMinutes } from '../../read-minutes.ts';
import { describeSchedule as inWords } from '../../schedule/describe-schedule.ts';

/** A window by its id, with the zone on whose clock it opens. */
export type WindowOf = (id: string) => { readonly name: string; readonly timezone: string };

export function describeAction({ action }: Pick<ScheduledJob, 'action'>): string {
  switch (action.kind) {
    case 'update-all':
      return 'install all updates';
    case 'update-by-type':
      return `install updates of type ${action.types.map((type) => type.toLowerCase()).join(', ')}`;
    case 'update-packages':
      return `update ${action.packages.join(', ')}`;
    case 'install-packages':
      return `install ${action.packages.join(', ')}`;
    case 'remove-packages':
      return `remove ${action.packages.join(', ')}`;
    case 'document': {
      return `run ${describeDocument(action)}`;
    }
    default:
      return action satisfies never;
  }
}

interface NamedDocument {
  readonly documentName: string;
  readonly documentVersion?: number;
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
}

function describeDocument({ documentName, documentVersion, parameters = {} }: NamedDocument): string {
  const version = documentVersion === undefined ? '' : ` version ${documentVersion}`;
  const given = Object.entries(parameters).map(([name, values]) => `${name}=${values.join(',')}`);
  return `${documentName}${version}${given.length === 0 ? '' : ` with ${given.join(' ')}`}`;
}

export function describeWhen({ schedule }: Pick<ScheduledJob, 'schedule'>, windowOf: WindowOf): string {
  if (schedule.kind === 'now') return 'once, as soon as it was made';
  if (schedule.kind === 'window') return `each time that the window ${windowOf(schedule.windowId).name} opens`;
  return inWords(describeSchedule(schedule));
}

/** The next execution on the clock of the job's zone or of its window's, and what becomes of it. */
export function describeNext(
  { state, nextRunAt, skipNext, schedule }: Pick<ScheduledJob, 'state' | 'nextRunAt' | 'skipNext' | 'schedule'>,
  windowOf: WindowOf,
): string {
  if (nextRunAt === null) {
    if (state === 'PAUSED') return 'none, it is paused';
    return schedule.kind === 'window' ? 'none while its window is disabled or over' : 'none any more';
  }
  return `${localTime(new Date(nextRunAt), zoneOf(schedule, windowOf))}${skipNext ? ', which is skipped' : ''}`;
}

function zoneOf(schedule: ScheduledJob['schedule'], windowOf: WindowOf): string {
  if (schedule.kind === 'now') return 'UTC';
  return schedule.kind === 'window' ? windowOf(schedule.windowId).timezone : schedule.timezone;
}

export function describeMissed({ missed }: Pick<ScheduledJob, 'missed'>): string {
  if (missed.kind === 'skip') return 'an execution whose time passes while no server runs is left out';
  return `an execution whose time passes while no server runs is made up for within ${showMinutes(missed.withinMinutes)}`;
}

export function describeWindow({ window }: Pick<ScheduledJob, 'window'>, windowOf: WindowOf): string {
  if (window === null) return 'none is needed';
  const which = window.windowIds?.map((id) => windowOf(id).name).join(', ') ?? 'any that covers the instance';
  const then = window.atEnd === 'CANCEL' ? 'what still runs is canceled' : 'what still runs may finish';
  return `starts only while open: ${which}; at its end ${then}`;
}

export function describeReboot(
  { reboot, action }: Pick<ScheduledJob, 'reboot' | 'action'>,
  windowOf: WindowOf,
): string {
  if (action.kind === 'document') return 'as the document asks for';
  const option = reboot?.option ?? 'IF_NEEDED';
  if (option === 'NEVER') return 'never';
  const when = option === 'ALWAYS' ? 'always' : 'where it is needed';
  return reboot?.windowIds === undefined
    ? when
    : `${when}, in ${reboot.windowIds.map((id) => windowOf(id).name).join(', ')}`;
}

/** `canary (env=canary), 10%, rest`, with what each wave has to prove. */
export function describeWaves({ waves }: Pick<ScheduledJob, 'waves'>): string {
  if (waves === null) return 'none';
  const parts = waves.waves.map(({ name, members, successPercent, bakeMinutes, healthCheck }) => {
    const who = membersOf(members);
    const proof = [
      ...(successPercent === 100 ? [] : [`${successPercent}% must succeed`]),
      ...(bakeMinutes === 0 ? [] : [`bakes ${showMinutes(bakeMinutes)}`]),
      ...(healthCheck === undefined ? [] : [`checked by ${describeDocument(healthCheck)}`]),
    ];
    const said = [...(who === name ? [] : [who]), ...proof];
    return said.length === 0 ? name : `${name} (${said.join(', ')})`;
  });
  const versions = waves.sameVersions ? '; later ones install what the first one did' : '';
  return `${parts.join(', then ')}${versions}`;
}

function membersOf(members: NonNullable<ScheduledJob['waves']>['waves'][number]['members']): string {
  switch (members.kind) {
    case 'label':
      return Object.entries(members.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join('+');
    case 'percent':
      return `${members.percent}%`;
    case 'count':
      return count(members.count, 'instance');
    case 'rest':
      return 'rest';
    default:
      return members satisfies never;
  }
}

/** How an execution stands; with its work request, that one's state. */
export function describeExecution({ state, workRequestState, tookSeconds }: JobExecution): string {
  if (state !== 'STARTED') return state;
  const took = tookSeconds === null ? '' : ` in ${duration(tookSeconds * 1000)}`;
  return `${workRequestState ?? 'STARTED, cleaned up since'}${took}`;
}

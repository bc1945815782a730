import type { CreateJobRequest, DocumentParameter, JobAction, ScheduledJob } from '@rustine/sdk';
import { givenValues, textsOf, type ParameterTexts } from '../../../components/parameter-form/parameter-texts.ts';
import { draftOfSchedule, scheduleOf, type ScheduleDraft } from '../../../components/schedule-form/schedule-draft.ts';
import {
  draftOfTargets,
  emptyTargets,
  targetsOf,
  type TargetDraft,
} from '../../../components/target-form/target-draft.ts';
import { draftOfWave, wavesOf, type WaveDraft } from './wave-draft.ts';

export const actionKinds = [
  'update-all',
  'update-by-type',
  'install-packages',
  'update-packages',
  'remove-packages',
  'document',
] as const satisfies readonly JobAction['kind'][];

export type UpdateType = Extract<JobAction, { kind: 'update-by-type' }>['types'][number];

export const windowModes = ['any', 'covering', 'named'] as const;

/** All that the form holds. What belongs to another choice is kept until it is chosen again. */
export interface JobDraft {
  readonly name: string;
  readonly description: string;
  /** Empty: the root. */
  readonly compartmentId: string;
  readonly action: JobAction['kind'];
  readonly types: readonly UpdateType[];
  /** One a line. */
  readonly packages: string;
  readonly documentName: string;
  /** Empty: the default one at each run. */
  readonly documentVersion: string;
  readonly parameters: ParameterTexts;
  readonly targets: TargetDraft;
  readonly schedule: ScheduleDraft;
  readonly windowMode: (typeof windowModes)[number];
  readonly windowIds: readonly string[];
  readonly atEnd: 'FINISH' | 'CANCEL';
  readonly reboot: 'IF_NEEDED' | 'NEVER' | 'ALWAYS';
  /** None: right after the change. */
  readonly rebootWindowIds: readonly string[];
  readonly rebootAtEnd: 'FINISH' | 'CANCEL';
  /** None: by max-concurrency alone. */
  readonly waves: readonly WaveDraft[];
  readonly sameVersions: boolean;
  readonly decideHours: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly wake: boolean;
  readonly missed: 'run-late' | 'skip';
  readonly withinMinutes: number;
  readonly deliveryMinutes: number;
}

export function emptyJob(schedule: ScheduleDraft): JobDraft {
  return {
    name: '',
    description: '',
    compartmentId: '',
    action: 'update-by-type',
    types: ['SECURITY'],
    packages: '',
    documentName: '',
    documentVersion: '',
    parameters: {},
    targets: emptyTargets,
    schedule,
    windowMode: 'any',
    windowIds: [],
    atEnd: 'FINISH',
    reboot: 'IF_NEEDED',
    rebootWindowIds: [],
    rebootAtEnd: 'FINISH',
    waves: [],
    sameVersions: true,
    decideHours: 72,
    maxConcurrency: '50',
    maxErrors: '0',
    wake: false,
    missed: 'run-late',
    withinMinutes: 60,
    deliveryMinutes: 60,
  };
}

/**
 * With another schedule. A job that follows a window holds to it too, until somebody chooses otherwise: that is what the
 * one who picks a window expects.
 */
export function withSchedule(draft: JobDraft, schedule: ScheduleDraft): JobDraft {
  const { kind, windowId } = schedule;
  const isNew = draft.schedule.kind !== kind || draft.schedule.windowId !== windowId;
  const [only, ...others] = draft.windowIds;
  const heldToOld = draft.windowMode === 'named' && others.length === 0 && only === draft.schedule.windowId;
  const heldToNone = draft.windowMode === 'any' && (draft.schedule.kind !== 'window' || draft.schedule.windowId === '');
  if (kind !== 'window' || windowId === '' || !isNew || !(heldToOld || heldToNone)) return { ...draft, schedule };
  return { ...draft, schedule, windowMode: 'named', windowIds: [windowId] };
}

/** `root` is the compartment that holds all others. */
export function draftOfJob(job: ScheduledJob, empty: JobDraft, root: string | null): JobDraft {
  const { action, window, reboot, waves, missed } = job;
  return {
    ...empty,
    name: job.name,
    description: job.description,
    compartmentId: job.compartmentId,
    action: action.kind,
    ...('types' in action && { types: action.types }),
    ...('packages' in action && { packages: action.packages.join('\n') }),
    ...(action.kind === 'document' && {
      documentName: action.documentName,
      documentVersion: String(action.documentVersion ?? ''),
      parameters: textsOf(action.parameters),
    }),
    targets: draftOfTargets(job.targets, root),
    schedule: draftOfSchedule(job.schedule, empty.schedule),
    windowMode: window === null ? 'any' : window.windowIds === undefined ? 'covering' : 'named',
    windowIds: window?.windowIds ?? [],
    atEnd: window?.atEnd ?? 'FINISH',
    reboot: reboot?.option ?? 'IF_NEEDED',
    rebootWindowIds: reboot?.windowIds ?? [],
    rebootAtEnd: reboot?.atEnd ?? 'FINISH',
    waves: waves?.waves.map((wave, index) => draftOfWave(wave, String(index))) ?? [],
    sameVersions: waves?.sameVersions ?? true,
    decideHours: waves?.decideHours ?? 72,
    maxConcurrency: job.maxConcurrency,
    maxErrors: job.maxErrors,
    wake: job.power === 'WAKE',
    missed: missed.kind,
    withinMinutes: missed.kind === 'run-late' ? missed.withinMinutes : empty.withinMinutes,
    deliveryMinutes: job.deliverySeconds / 60,
  };
}

export interface JobSurroundings {
  readonly root: string | null;
  /** Of the document that it runs; null while they are not known. */
  readonly parameters: readonly DocumentParameter[] | null;
}

/** The job as the API takes it; null while something of it is missing. */
export function jobOf(draft: JobDraft, { root, parameters }: JobSurroundings): CreateJobRequest | null {
  const name = draft.name.trim();
  const action = actionOf(draft, parameters);
  const targets = targetsOf(draft.targets, root);
  const schedule = scheduleOf(draft.schedule);
  const waves = wavesOf(draft.waves);
  const lacksWindows = draft.windowMode === 'named' && draft.windowIds.length === 0;
  if (name === '' || action === null || targets === null || schedule === null || waves === null || lacksWindows)
    return null;
  const { atEnd, rebootAtEnd, rebootWindowIds, sameVersions, decideHours, withinMinutes } = draft;
  return {
    name,
    // Also when it is empty: an edit is to take the one before away.
    description: draft.description.trim(),
    ...(draft.compartmentId !== '' && { compartmentId: draft.compartmentId }),
    action,
    targets,
    schedule,
    missed: draft.missed === 'skip' ? { kind: 'skip' } : { kind: 'run-late', withinMinutes },
    maxConcurrency: draft.maxConcurrency.trim(),
    maxErrors: draft.maxErrors.trim(),
    waves: waves.length === 0 ? null : { waves, sameVersions, decideHours },
    window:
      draft.windowMode === 'any'
        ? null
        : { atEnd, ...(draft.windowMode === 'named' && { windowIds: [...draft.windowIds] }) },
    reboot:
      action.kind === 'document'
        ? null
        : {
            option: draft.reboot,
            atEnd: rebootAtEnd,
            ...(rebootWindowIds.length > 0 && draft.reboot !== 'NEVER' && { windowIds: [...rebootWindowIds] }),
          },
    power: draft.wake ? 'WAKE' : 'LEAVE',
    deliverySeconds: Math.round(draft.deliveryMinutes * 60),
  };
}

function actionOf(draft: JobDraft, parameters: readonly DocumentParameter[] | null): JobAction | null {
  const kind = draft.action;
  if (kind === 'update-all') return { kind };
  if (kind === 'update-by-type') return draft.types.length === 0 ? null : { kind, types: [...draft.types] };
  if (kind === 'document') {
    if (draft.documentName === '' || parameters === null) return null;
    const given = givenValues(parameters, draft.parameters);
    const version = Number(draft.documentVersion);
    return given === null
      ? null
      : { kind, documentName: draft.documentName, parameters: given, ...(version > 0 && { documentVersion: version }) };
  }
  const packages = draft.packages.split(/[\s,]+/).filter(Boolean);
  return packages.length === 0 ? null : { kind, packages };
}

import type { DocumentParameter } from '@rustine/sdk';
import { placesUnder, type Places } from '../../../components/field-faults/places.ts';
import { parameterPlaces } from '../../../components/parameter-form/parameter-texts.ts';
import { schedulePlaces, type ScheduleField } from '../../../components/schedule-form/schedule-places.ts';
import { targetPlaces, type TargetField } from '../../../components/target-form/target-draft.ts';
import type { JobDraft } from './job-draft.ts';
import type { WaveDraft } from './wave-draft.ts';

export type WaveField = Exclude<keyof WaveDraft, 'key' | 'check'>;

export type JobField =
  | keyof JobDraft
  | `schedule.${ScheduleField}`
  | `targets.${TargetField}`
  | `parameters.${string}`
  /** By the key of the wave: another one may be in its place by now. */
  | `${string}.${WaveField}`;

const wavePlaces: Places<WaveField> = {
  name: 'name',
  members: 'kind',
  'members.labels': 'labels',
  'members.percent': 'percent',
  'members.count': 'count',
  successPercent: 'successPercent',
  maxErrors: 'maxErrors',
  bakeMinutes: 'bakeMinutes',
  healthCheck: 'checkDocument',
  'healthCheck.documentName': 'checkDocument',
};

/** Where each field of the form is sent; `sent` are the waves that were. */
export function jobPlaces(sent: readonly WaveDraft[], parameters: readonly DocumentParameter[]): Places<JobField> {
  const waves = sent.map(({ key }, index) => placesUnder(key, wavePlaces, `waves.waves.${index}`));
  return {
    name: 'name',
    description: 'description',
    compartmentId: 'compartmentId',
    action: 'action',
    'action.types': 'types',
    'action.packages': 'packages',
    'action.documentName': 'documentName',
    'action.documentVersion': 'documentVersion',
    ...parameterPlaces(parameters, 'action.parameters'),
    ...targetPlaces,
    ...schedulePlaces,
    window: 'windowMode',
    'window.windowIds': 'windowIds',
    reboot: 'reboot',
    'reboot.windowIds': 'rebootWindowIds',
    'waves.decideHours': 'decideHours',
    ...(Object.assign({}, ...waves) as Places<`${string}.${WaveField}`>),
    maxConcurrency: 'maxConcurrency',
    maxErrors: 'maxErrors',
    'missed.withinMinutes': 'withinMinutes',
    deliverySeconds: 'deliveryMinutes',
  };
}

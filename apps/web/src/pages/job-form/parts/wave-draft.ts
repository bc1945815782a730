import type { Wave, WavePlan } from '@rustine/sdk';
import { readLabels, writeLabels } from '../../../components/label-list/read-labels.ts';

export const memberKinds = ['label', 'percent', 'count', 'rest'] as const;
export type MemberKind = (typeof memberKinds)[number];

/** A wave while it is written. `key` tells it from others whose name is the same for a while. */
export interface WaveDraft {
  readonly key: string;
  readonly name: string;
  readonly kind: MemberKind;
  readonly labels: readonly string[];
  readonly percent: number;
  readonly count: number;
  readonly successPercent: number;
  /** Empty: by the success percent alone. */
  readonly maxErrors: string;
  readonly bakeMinutes: number;
  /** Empty: none. */
  readonly checkDocument: string;
  /** As the wave came; it is kept while its document stays the same. */
  readonly check: Wave['healthCheck'];
}

export function emptyWave(key: string, name: string, kind: MemberKind = 'rest'): WaveDraft {
  return {
    key,
    name,
    kind,
    labels: [],
    percent: 10,
    count: 1,
    successPercent: 100,
    maxErrors: '',
    bakeMinutes: 0,
    checkDocument: '',
    check: undefined,
  };
}

export function draftOfWave(wave: Wave, key: string): WaveDraft {
  const { name, members, successPercent = 100, maxErrors = '', bakeMinutes = 0, healthCheck } = wave;
  return {
    ...emptyWave(key, name, members.kind),
    ...(members.kind === 'label' && { labels: writeLabels(members.labels) }),
    ...(members.kind === 'percent' && { percent: members.percent }),
    ...(members.kind === 'count' && { count: members.count }),
    successPercent,
    maxErrors,
    bakeMinutes,
    checkDocument: healthCheck?.documentName ?? '',
    check: healthCheck,
  };
}

function membersOf({ kind, labels, percent, count }: WaveDraft): Wave['members'] | null {
  if (kind === 'rest') return { kind };
  if (kind === 'percent') return { kind, percent };
  if (kind === 'count') return { kind, count };
  const read = readLabels(labels);
  return read === null || labels.length === 0 ? null : { kind, labels: read };
}

function waveOf(draft: WaveDraft): Wave | null {
  const members = membersOf(draft);
  const name = draft.name.trim();
  if (members === null || name === '') return null;
  const { successPercent, bakeMinutes, checkDocument, check } = draft;
  const maxErrors = draft.maxErrors.trim();
  const healthCheck = check?.documentName === checkDocument ? check : { documentName: checkDocument, parameters: {} };
  return {
    name,
    members,
    successPercent,
    bakeMinutes,
    ...(maxErrors !== '' && { maxErrors }),
    ...(checkDocument !== '' && { healthCheck }),
  };
}

/** The waves as the API takes them; null while one of them is not whole. */
export function wavesOf(drafts: readonly WaveDraft[]): WavePlan['waves'] | null {
  const waves = drafts.map(waveOf);
  return waves.every((wave) => wave !== null) ? waves : null;
}

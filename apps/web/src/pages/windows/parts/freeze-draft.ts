import type { CreateFreezeRequest, Freeze } from '@rustine/sdk';
import type { FreezeAsked } from '../../../api/windows.ts';
import type { Places } from '../../../components/field-faults/places.ts';

export const sourceKinds = ['dates', 'ical-url', 'ical'] as const satisfies readonly Freeze['source']['kind'][];

/** A freeze while it is written; times are those of the reader's own clock. */
export interface FreezeDraft {
  readonly name: string;
  readonly reason: string;
  /** Empty: the root, which is everything. */
  readonly compartmentId: string;
  readonly kind: (typeof sourceKinds)[number];
  readonly from: string;
  readonly to: string;
  readonly url: string;
  readonly text: string;
  /** Empty: the calendar's own, or UTC. */
  readonly timezone: string;
  readonly enabled: boolean;
}

export type FreezeField = Exclude<keyof FreezeDraft, 'enabled'>;

export const freezePlaces: Places<FreezeField> = {
  name: 'name',
  reason: 'reason',
  compartmentId: 'compartmentId',
  source: 'kind',
  'source.from': 'from',
  'source.to': 'to',
  'source.url': 'url',
  'source.text': 'text',
  'source.timezone': 'timezone',
};

/** As `<input type="datetime-local">` has it, on the clock of this browser. */
export function toLocal(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function draftOfFreeze(freeze: Freeze | null): FreezeDraft {
  const source = freeze?.source ?? { kind: 'dates', from: '', to: '' };
  return {
    name: freeze?.name ?? '',
    reason: freeze?.reason ?? '',
    compartmentId: freeze?.compartmentId ?? '',
    kind: source.kind,
    from: source.kind === 'dates' && source.from !== '' ? toLocal(source.from) : '',
    to: source.kind === 'dates' && source.to !== '' ? toLocal(source.to) : '',
    url: source.kind === 'ical-url' ? source.url : '',
    text: '',
    timezone: source.kind === 'dates' ? '' : (source.timezone ?? ''),
    enabled: freeze?.enabled ?? true,
  };
}

/** The freeze as the API takes it; null while something is missing. `before` is the one that is changed, whose calendar text stays unless another is given. */
export function freezeOf(draft: FreezeDraft, before: Freeze | null): FreezeAsked | null {
  const name = draft.name.trim();
  if (name === '') return null;
  const { compartmentId, enabled } = draft;
  const shared = { name, reason: draft.reason.trim(), ...(compartmentId !== '' && { compartmentId }), enabled };
  const source = sourceOf(draft);
  const freezeId = before?.id ?? null;
  if (source !== null) return { freezeId, body: { ...shared, source } };
  const keepsText = before?.source.kind === 'ical' && draft.kind === 'ical';
  return keepsText ? { freezeId: before.id, body: shared } : null;
}

function sourceOf({ kind, from, to, url, text, timezone }: FreezeDraft): CreateFreezeRequest['source'] | null {
  const zone = timezone.trim() === '' ? {} : { timezone: timezone.trim() };
  if (kind === 'ical-url') return url.trim() === '' ? null : { kind, url: url.trim(), ...zone };
  if (kind === 'ical') return text.trim() === '' ? null : { kind, text, ...zone };
  if (from === '' || to === '') return null;
  return { kind, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

import type { LabelChanges, Labels } from '@rustine/contract';

/** The labels after a change: a value sets, null takes away, what is not named stays (RFC 7396). */
export function changeLabels(labels: Labels, changes: LabelChanges): Labels {
  const merged = Object.entries({ ...labels, ...changes });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}

export interface AskedLabel {
  readonly key: string;
  /** Undefined for any value. */
  readonly value: string | undefined;
}

/** Reads `key=value`, or `key` for any value. Only the first `=` parts them, so a value may have some. */
export function readLabelSelector(text: string): AskedLabel {
  const at = text.indexOf('=');
  return at < 0 ? { key: text, value: undefined } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** Reads `key=value` as a person types it; null when there is no `=`. */
export function readLabel(text: string): readonly [key: string, value: string] | null {
  const { key, value } = readLabelSelector(text);
  return value === undefined ? null : [key, value];
}

import type { AutomaticUpdatesWish } from '@rustine/contract';
import type { SwitchReading } from '../platform/update-switches.ts';

/** The switches that we turned off, in that order, with the values in which others had them. */
export type Found = ReadonlyMap<string, string | null>;

export type Step =
  /** To be on disk before the next step is taken. */
  | { readonly kind: 'NOTE'; readonly found: readonly (readonly [string, string | null])[] }
  | { readonly kind: 'SET'; readonly key: string; readonly value: string | null }
  /** Only when the SET before it, if there is one, has worked. */
  | { readonly kind: 'FORGET'; readonly key: string; readonly because: Because };

/** Why a switch is none of our business any more. */
export type Because = 'AS_FOUND' | 'CHANGED_BY_OTHERS' | 'GONE';

export interface Situation {
  readonly wish: AutomaticUpdatesWish;
  readonly found: Found;
  readonly readings: readonly SwitchReading[];
}

/**
 * The steps from how things are to how they are wanted. They may end after any of them: the plan made then goes on.
 * What others change while we hold counts as found from then on, and is turned off again; what they changed before we put
 * it back is left to them. That somebody wants off what we had turned off cannot be seen.
 */
export function planSteps({ wish, found, readings }: Situation): Step[] {
  return wish === 'HOLD' ? planHold(found, readings) : planRelease(found, readings);
}

function planHold(found: Found, readings: readonly SwitchReading[]): Step[] {
  const on = readings.filter(({ value, off }) => value !== off);
  const unnoted = on.filter(({ key, value }) => !found.has(key) || found.get(key) !== value);
  const note: Step[] =
    unnoted.length === 0 ? [] : [{ kind: 'NOTE', found: unnoted.map((each) => [each.key, each.value]) }];
  return [...note, ...on.map(({ key, off }): Step => ({ kind: 'SET', key, value: off }))];
}

function planRelease(found: Found, readings: readonly SwitchReading[]): Step[] {
  const now = new Map(readings.map((reading) => [reading.key, reading]));
  return [...found].toReversed().flatMap(([key, value]): Step[] => {
    const reading = now.get(key);
    const forget = (because: Because): Step => ({ kind: 'FORGET', key, because });
    if (reading === undefined) return [forget('GONE')];
    if (reading.value === value) return [forget('AS_FOUND')];
    if (reading.value !== reading.off) return [forget('CHANGED_BY_OTHERS')];
    return [{ kind: 'SET', key, value }, forget('AS_FOUND')];
  });
}

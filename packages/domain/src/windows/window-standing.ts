import { nextWindowOccurrences, windowOccurrenceAt, type OpenTime, type WindowTimes } from './window-occurrences.ts';

/** A window as those see it who ask whether they may start. */
export interface NamedWindow extends WindowTimes {
  readonly id: string;
  readonly name: string;
}

/** How a window stands at one instant. */
export interface WindowStanding {
  readonly id: string;
  readonly name: string;
  /** Zone of its schedule, in which people are told its times. */
  readonly timezone: string;
  /** Open at that instant, its cut-off perhaps passed. */
  readonly current: OpenTime | null;
  /** Null when it never opens again. */
  readonly next: OpenTime | null;
}

export function windowStanding(window: NamedWindow, at: Date): WindowStanding {
  return {
    id: window.id,
    name: window.name,
    timezone: window.schedule.timezone,
    current: windowOccurrenceAt(window, at),
    next: nextWindowOccurrences(window, { after: at, count: 1 })[0] ?? null,
  };
}

/** The instant until which a standing that was true at `at` stays true, if nobody changes the window; null for ever. */
export function standsUntil({ current, next }: WindowStanding): Date | null {
  if (current === null) return next?.opensAt ?? null;
  return next === null || current.closesAt < next.opensAt ? current.closesAt : next.opensAt;
}

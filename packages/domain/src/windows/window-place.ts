import { localTime } from './local-time.ts';
import { windowStanding, type NamedWindow, type WindowStanding } from './window-standing.ts';

/** Whether an instance may start now, and until when; or why not, and when it may next. */
export type WindowPlace =
  | {
      readonly kind: 'OPEN';
      readonly windowId: string;
      readonly windowName: string;
      readonly opensAt: Date;
      /** The cut-off: nothing starts from this instant on. */
      readonly startUntil: Date;
      readonly closesAt: Date;
    }
  | { readonly kind: 'CLOSED'; readonly reason: string; readonly nextOpensAt: Date | null };

/** The place of an instance that these windows cover. */
export function placeFor(windows: readonly NamedWindow[], at: Date): WindowPlace {
  return placeOf(
    windows.map((window) => windowStanding(window, at)),
    at,
  );
}

/**
 * As above, from how the windows stand at that instant. Of several open ones that with the latest cut-off counts; they
 * are not added up, so work that started in one has that one's end.
 */
export function placeOf(standings: readonly WindowStanding[], at: Date): WindowPlace {
  const open = latest(standings.filter(({ current }) => current !== null && at < current.cutoffAt));
  if (open?.current != null) {
    const { opensAt, cutoffAt, closesAt } = open.current;
    return { kind: 'OPEN', windowId: open.id, windowName: open.name, opensAt, startUntil: cutoffAt, closesAt };
  }
  if (standings.length === 0)
    return { kind: 'CLOSED', reason: 'no maintenance window covers the instance', nextOpensAt: null };
  const next = soonest(standings);
  const opens = next?.next == null ? null : next.next.opensAt;
  const past = latest(standings.filter(({ current }) => current !== null));
  return { kind: 'CLOSED', reason: `${shut(standings, past)}${opensNext(standings, next)}`, nextOpensAt: opens };
}

function shut(standings: readonly WindowStanding[], past: WindowStanding | undefined): string {
  if (past?.current != null) {
    const { cutoffAt, closesAt } = past.current;
    const [cutoff, closes] = [cutoffAt, closesAt].map((each) => localTime(each, past.timezone));
    return `the maintenance window "${past.name}" is past its cut-off: nothing starts from ${cutoff} on, and it closes at ${closes}`;
  }
  if (standings.length === 1) return `the maintenance window "${standings[0]?.name}" is closed`;
  return `none of the ${standings.length} maintenance windows that cover the instance is open`;
}

function opensNext(standings: readonly WindowStanding[], next: WindowStanding | undefined): string {
  if (next?.next == null) return standings.length === 1 ? '; it never opens again' : '; none of them opens again';
  const who = standings.length === 1 ? 'it opens next' : `"${next.name}" opens next,`;
  return `; ${who} at ${localTime(next.next.opensAt, next.timezone)}`;
}

/** The one whose cut-off is latest, then whose end is, then the first by id, so that replicas agree. */
function latest(standings: readonly WindowStanding[]): WindowStanding | undefined {
  const cutoff = ({ current }: WindowStanding) => current?.cutoffAt.getTime() ?? 0;
  const end = ({ current }: WindowStanding) => current?.closesAt.getTime() ?? 0;
  return standings.toSorted((a, b) => cutoff(b) - cutoff(a) || end(b) - end(a) || byId(a, b))[0];
}

function soonest(standings: readonly WindowStanding[]): WindowStanding | undefined {
  const opens = ({ next }: WindowStanding) => next?.opensAt.getTime() ?? Number.POSITIVE_INFINITY;
  return standings.toSorted((a, b) => opens(a) - opens(b) || byId(a, b))[0];
}

function byId(a: WindowStanding, b: WindowStanding): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

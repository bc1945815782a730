/** A time in which nothing may be changed: from `from` to just before `to`. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
  /** What the calendar calls it; may be empty. */
  readonly summary: string;
}

/** The instant at which a freeze ends that holds at `at`, periods that overlap or touch taken as one; null when none holds. */
export function frozenUntil(periods: readonly Period[], at: Date): Date | null {
  let until: Date | null = null;
  for (const { from, to } of periods.toSorted(byStart)) {
    if (from > (until ?? at)) break;
    if (to > (until ?? at)) until = to;
  }
  return until;
}

export interface NamedFreeze {
  readonly freezeId: string;
  readonly name: string;
  readonly periods: readonly Period[];
}

export interface FrozenBy {
  readonly freezeId: string;
  readonly name: string;
  readonly until: Date;
}

/** Of the freezes that hold at `at` the one that ends last; null when none holds. */
export function frozenBy(freezes: readonly NamedFreeze[], at: Date): FrozenBy | null {
  const holding = freezes.flatMap(({ freezeId, name, periods }) => {
    const until = frozenUntil(periods, at);
    return until === null ? [] : [{ freezeId, name, until }];
  });
  return holding.toSorted(byEnd)[0] ?? null;
}

/**
 * In order, each once. Periods that overlap stay apart, since people read them as their calendar tells them; empty ones
 * are left out.
 */
export function orderPeriods(periods: readonly Period[]): Period[] {
  const sorted = periods.filter(({ from, to }) => from < to).toSorted(byStart);
  return sorted.filter((period, index) => {
    const before = sorted[index - 1];
    return before === undefined || byStart(before, period) !== 0;
  });
}

function byStart(a: Period, b: Period): number {
  return a.from.getTime() - b.from.getTime() || a.to.getTime() - b.to.getTime() || compare(a.summary, b.summary);
}

function byEnd(a: FrozenBy, b: FrozenBy): number {
  return b.until.getTime() - a.until.getTime() || compare(a.freezeId, b.freezeId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

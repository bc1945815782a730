import { dayNumber, firstWeekOf, weekStart, yearOf, monthOf, type DayNumber } from './calendar.ts';
import type { RecurrenceRule } from './parse-rrule.ts';

/** A year, month, week or day of a rule: its days, and the year that it is of. */
export interface Period {
  readonly first: DayNumber;
  readonly last: DayNumber;
  readonly year: number;
}

/**
 * The periods of a rule, every INTERVAL-th from the one of its start on, beginning at the one that holds `from`. With
 * BYWEEKNO a year has whole weeks, so that week 1 keeps its days in December.
 */
export function* periodsOf(
  rule: RecurrenceRule,
  { start, from, to }: { readonly start: DayNumber; readonly from: DayNumber; readonly to: DayNumber },
): Generator<Period> {
  const { indexOf, periodAt } = counting(rule, start);
  const skipped = Math.floor(indexOf(Math.max(start, from)) / rule.interval) - 1;
  for (let index = Math.max(0, skipped) * rule.interval; ; index += rule.interval) {
    const period = periodAt(index);
    if (period.first > to) return;
    if (period.last >= from) yield period;
  }
}

interface Counting {
  /** How many periods lie between the start's and the one of a day. */
  readonly indexOf: (day: DayNumber) => number;
  readonly periodAt: (index: number) => Period;
}

function counting({ frequency, weekStart: firstWeekday, by }: RecurrenceRule, start: DayNumber): Counting {
  const startYear = yearOf(start);
  switch (frequency) {
    case 'YEARLY': {
      const edge = (year: number) => (by.has('BYWEEKNO') ? firstWeekOf(year, firstWeekday) : dayNumber(year, 1, 1));
      return {
        indexOf: (day) => yearOf(day) - startYear,
        periodAt: (index) => span(edge(startYear + index), edge(startYear + index + 1), startYear + index),
      };
    }
    case 'MONTHLY': {
      const months = (day: DayNumber) => yearOf(day) * 12 + monthOf(day);
      const edge = (index: number) => dayNumber(startYear, monthOf(start) + index, 1);
      return {
        indexOf: (day) => months(day) - months(start),
        periodAt: (index) => span(edge(index), edge(index + 1)),
      };
    }
    case 'WEEKLY': {
      const first = weekStart(start, firstWeekday);
      return {
        indexOf: (day) => Math.floor((day - first) / 7),
        periodAt: (index) => span(first + index * 7, first + (index + 1) * 7),
      };
    }
    // The interval of hours and minutes is counted within the days, all of which are looked at.
    case 'DAILY':
    case 'HOURLY':
    case 'MINUTELY':
      return { indexOf: (day) => day - start, periodAt: (index) => span(start + index, start + index + 1) };
    default:
      return frequency satisfies never;
  }
}

function span(first: DayNumber, next: DayNumber, year = 0): Period {
  return { first, last: next - 1, year };
}

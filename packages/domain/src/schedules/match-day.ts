import { weekdays } from '@rustine/contract';
import { dayNumber, firstWeekOf, monthOf, weekdayIndex, yearOf, type DayNumber } from './calendar.ts';
import type { RecurrenceRule } from './parse-rrule.ts';
import type { WallTime } from './wall-time.ts';

/** Whether a rule allows a day; for BYWEEKNO the weeks are those of `year`. */
export type DayMatch = (day: DayNumber, year: number) => boolean;

/** A position from the front, and the same one from the back: the 3rd of 31 is also the -29th. */
type Position = readonly [number, number];

/**
 * The parts of a rule that are about days, as one question. A part limits whatever the others leave, so a day has to
 * meet them all; what a rule leaves open is taken from its start (RFC 5545, 3.3.10).
 */
export function createDayMatch(rule: RecurrenceRule, start: WallTime): DayMatch {
  const months = numbersOf(rule, 'BYMONTH');
  const checks: DayMatch[] = [];
  const began = new Date(start);
  const named = (part: string) => rule.by.has(part);
  const dayIsNamed = ['BYDAY', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO'].some(named);
  const yearly = rule.frequency === 'YEARLY';
  if (months !== null) checks.push((day) => months.has(monthOf(day)));
  if (!dayIsNamed && yearly && months === null) checks.push((day) => monthOf(day) === began.getUTCMonth() + 1);

  const monthDays = numbersOf(rule, 'BYMONTHDAY');
  if (monthDays !== null) checks.push((day) => isAmong(monthDays, positionInMonth(day)));
  if (!dayIsNamed && (yearly || rule.frequency === 'MONTHLY'))
    checks.push((day) => positionInMonth(day)[0] === began.getUTCDate());

  const yearDays = numbersOf(rule, 'BYYEARDAY');
  if (yearDays !== null) checks.push((day) => isAmong(yearDays, positionInYear(day)));

  const weeks = numbersOf(rule, 'BYWEEKNO');
  if (weeks !== null) checks.push((day, year) => isAmong(weeks, weekInYear(day, year, rule.weekStart)));

  const days = rule.by.get('BYDAY');
  if (days !== undefined) checks.push(matchWeekdays(days, { inMonth: !yearly || months !== null }));
  const onlyWeek = weeks !== null && !named('BYDAY') && !named('BYMONTHDAY') && !named('BYYEARDAY');
  if (onlyWeek || (!dayIsNamed && rule.frequency === 'WEEKLY')) {
    const weekday = (began.getUTCDay() + 6) % 7;
    checks.push((day) => weekdayIndex(day) === weekday);
  }
  return (day, year) => checks.every((check) => check(day, year));
}

/** `MO,2TU,-1FR`: any Monday, the second Tuesday, the last Friday, of the month or of the year. */
function matchWeekdays(list: string, { inMonth }: { readonly inMonth: boolean }): DayMatch {
  const wanted = list.split(',').map((text) => ({
    weekday: weekdays.findIndex((weekday) => text.endsWith(weekday)),
    nth: text.length > 2 ? Number(text.slice(0, -2)) : null,
  }));
  return (day) => {
    const weekday = weekdayIndex(day);
    return wanted.some((each) => {
      if (each.weekday !== weekday) return false;
      if (each.nth === null) return true;
      const [front, back] = inMonth ? positionInMonth(day) : positionInYear(day);
      return each.nth === (each.nth > 0 ? Math.ceil(front / 7) : Math.floor(back / 7));
    });
  };
}

export function numbersOf(rule: RecurrenceRule, part: string): ReadonlySet<number> | null {
  const list = rule.by.get(part);
  return list === undefined ? null : new Set(list.split(',').map(Number));
}

function isAmong(wanted: ReadonlySet<number>, [front, back]: Position): boolean {
  return wanted.has(front) || wanted.has(back);
}

function positionInMonth(day: DayNumber): Position {
  const [year, month] = [yearOf(day), monthOf(day)];
  return [day - dayNumber(year, month, 1) + 1, day - dayNumber(year, month + 1, 1)];
}

function positionInYear(day: DayNumber): Position {
  const year = yearOf(day);
  return [day - dayNumber(year, 1, 1) + 1, day - dayNumber(year + 1, 1, 1)];
}

function weekInYear(day: DayNumber, year: number, firstWeekday: number): Position {
  const first = Math.floor((day - firstWeekOf(year, firstWeekday)) / 7) + 1;
  return [first, Math.floor((day - firstWeekOf(year + 1, firstWeekday)) / 7)];
}

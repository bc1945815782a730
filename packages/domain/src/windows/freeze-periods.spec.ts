import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frozenBy, frozenUntil, orderPeriods, type Period } from './freeze-periods.ts';

const hour = (number: number) => new Date(Date.UTC(2026, 11, 1) + number * 3_600_000);
const period = (from: number, to: number, summary = ''): Period => ({ from: hour(from), to: hour(to), summary });

const anyPeriods = fc.array(
  fc.tuple(fc.nat(30), fc.nat(8)).map(([from, length]) => period(from, from + length)),
  { maxLength: 8 },
);

test('a freeze holds in each hour that a period covers, and until the first hour that none does', () => {
  fc.assert(
    fc.property(anyPeriods, fc.nat(40), (periods, at) => {
      const isCovered = (each: number) => periods.some(({ from, to }) => from <= hour(each) && hour(each) < to);
      let until = at;
      while (isCovered(until)) until += 1;
      expect(frozenUntil(periods, hour(at))).toEqual(until === at ? null : hour(until));
      expect(frozenUntil(orderPeriods(periods), hour(at))).toEqual(frozenUntil(periods, hour(at)));
    }),
  );
});

test('periods come in order, each once, and none without length', () => {
  const wanted = [period(1, 3, 'a'), period(1, 3, 'b'), period(2, 4, 'a')];
  expect(
    orderPeriods([period(2, 4, 'a'), period(5, 5), period(1, 3, 'b'), period(1, 3, 'a'), period(2, 4, 'a')]),
  ).toEqual(wanted);
});

test('of several freezes the one that ends last is told', () => {
  const freezes = [
    { freezeId: 'a', name: 'short', periods: [period(0, 5)] },
    { freezeId: 'b', name: 'long', periods: [period(0, 3), period(3, 9)] },
    { freezeId: 'c', name: 'later', periods: [period(6, 90)] },
  ];
  expect(frozenBy(freezes, hour(1))).toEqual({ freezeId: 'b', name: 'long', until: hour(9) });
  expect(frozenBy(freezes, hour(90))).toBeNull();
});

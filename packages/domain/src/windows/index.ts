export {
  nextWindowOccurrences,
  windowOccurrenceAt,
  windowOccurrencesBetween,
  type OpenTime,
  type WindowTimes,
} from './window-occurrences.ts';
export { standsUntil, windowStanding, type NamedWindow, type WindowStanding } from './window-standing.ts';
export { placeFor, placeOf, type WindowPlace } from './window-place.ts';
export { frozenBy, frozenUntil, orderPeriods, type FrozenBy, type NamedFreeze, type Period } from './freeze-periods.ts';
export { judgeAutomaticUpdates, type AutomaticUpdatesWish } from './judge-automatic-updates.ts';
export { instantOfLocalTime, localTime } from './local-time.ts';

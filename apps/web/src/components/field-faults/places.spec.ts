import { describe, expect, it } from 'vitest';
import { fieldOf, placesUnder } from './places.ts';

const places = {
  name: 'name',
  ...placesUnder('schedule', { '': 'kind', at: 'start', nth: 'which', 'nth.weekday': 'weekday' }),
  ...placesUnder('first', { name: 'name' }, 'waves.waves.0'),
};

describe('the field of a place that the server names', () => {
  it.each([
    ['body.name', 'name', ''],
    ['body.schedule', 'schedule.kind', ''],
    ['body.schedule.at', 'schedule.start', ''],
    ['body.schedule.nth.weekday', 'schedule.weekday', ''],
    ['body.schedule.nth.which', 'schedule.which', 'which'],
    ['body.waves.waves.0.name', 'first.name', ''],
    ['body.waves.waves[0].name', 'first.name', ''],
    ['body.name[3]', 'name', '3'],
  ])('%s belongs to %s', (place, field, below) => {
    expect(fieldOf(place, places)).toEqual({ field, below });
  });

  it.each(['body', 'body.names', 'query.name', 'name', 'body.waves.waves[1].name', 'body.constructor', 'store./a'])(
    '%s belongs to none',
    (place) => {
      expect(fieldOf(place, places)).toBeNull();
    },
  );
});

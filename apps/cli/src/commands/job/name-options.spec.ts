import { describe, expect, it } from 'vitest';
import { optionOf } from './name-options.ts';

describe('a place that the server names', () => {
  it.each([
    ['body.action.packages.0', { install: ['a b'] }, '--install'],
    ['body.action.packages.0', { remove: ['a b'] }, '--remove'],
    ['body.action.parameters.Foo', { document: 'X' }, '--parameters'],
    ['body.schedule', { at: '2020-01-01' }, '--at'],
    ['body.schedule.timezone', { every: 'day' }, '--every'],
    ['body.schedule.windowId', { withWindow: 'nights' }, '--with-window'],
    ['body.window.windowIds', {}, '--window'],
    ['body.reboot.windowIds.0', {}, '--reboot-window'],
    ['body.waves.waves[0].healthCheck.documentName', {}, '--health-check'],
    ['body.waves.waves[0].healthCheck.parameters.Port', {}, '--health-check-parameters'],
    ['body.waves.waves.1', {}, '--waves'],
    ['body.maxErrors', {}, '--max-errors'],
    ['body.somethingNew', {}, 'body.somethingNew'],
  ])('%s with %j is told as %s', (place, options, option) => {
    expect(optionOf(place, { zone: 'UTC', ...options })).toBe(option);
  });
});

import { describe, expect, it } from 'vitest';
import { readOptions } from './read-options.ts';

describe('the options of the lab', () => {
  it.each([
    [[], { show: 'fleet', machines: 4, packages: 'all', keep: false }],
    [
      ['--machines', '2', '--packages', 'small', '--keep'],
      { show: 'fleet', machines: 2, packages: 'small', keep: true },
    ],
    [['night'], { show: 'night', machines: 6, packages: 'all', keep: false }],
    [['night', '--machines', '3'], { show: 'night', machines: 3, packages: 'all', keep: false }],
    [['--help'], 'help'],
  ])('%j', (argv, expected) => {
    expect(readOptions(argv)).toEqual(expected);
  });

  it.each([
    [['day'], 'there is only "night"'],
    [['night', 'twice'], 'there is only "night"'],
    [['night', '--machines', '2'], 'not a number from 3 to 6'],
    [['--machines', '17'], 'not a number from 1 to 16'],
    [['night', '--packages', 'all'], 'a night has the small ones'],
  ])('%j is refused', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(message);
  });
});

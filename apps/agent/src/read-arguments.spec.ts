import { describe, expect, it } from 'vitest';
import { readArguments, UsageError } from './read-arguments.ts';

describe('the command line', () => {
  it.each([
    [['run'], { command: 'run', exitWithParent: false }],
    [['run', '--exit-with-parent'], { command: 'run', exitWithParent: true }],
    [['enroll'], { command: 'enroll' }],
    [['status', '--output', 'json'], { command: 'status', json: true }],
    [['doctor'], { command: 'doctor', json: false }],
    [['version', '--output=text'], { command: 'version', json: false }],
    [['install', '--help'], { command: 'help' }],
    [['uninstall', '--purge', '--yes'], { command: 'uninstall', uninstall: { root: null, purge: true } }],
  ])('%j', (argv, expected) => expect(readArguments(argv)).toEqual(expected));

  it('of install leaves open what is not given', () => {
    expect(readArguments(['install', '--server', 'https://s', '--root', '/mnt'])).toEqual({
      command: 'install',
      install: {
        server: 'https://s',
        tokenFile: null,
        caFile: null,
        proxy: null,
        prefix: '/usr/local',
        binary: null,
        root: '/mnt',
      },
    });
  });

  it.each([
    [['dance'], 'Usage: rustine-agent'],
    [[], 'Usage: rustine-agent'],
    [['run', 'twice'], 'Usage: rustine-agent'],
    [['install', '--token', 'secret'], "'--token'"],
    [['install', '--prefix', 'opt'], '--prefix: "opt" must be an absolute path'],
    [['status', '--output', 'xml'], '--output: "xml" is neither text nor json'],
    [['uninstall', '--purge'], 'Give --yes beside it'],
  ])('%j is refused with words that help', (argv, words) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(words);
  });
});

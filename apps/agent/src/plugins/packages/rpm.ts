import { LOCK_SECONDS, type PackageManager, type ToolCall } from './package-manager.ts';

/** What dnf, yum and zypper have in common: the database of rpm. */
const shared = {
  refresh: null,
  installed: (name: string): ToolCall => ({
    program: 'rpm',
    args: ['--query', '--queryformat', '%{NAME}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n', '--', name],
  }),
  // One that is not there is told on stdout, without a tab.
  readInstalled: (stdout: string) => stdout.split('\n').flatMap((line) => line.split('\t')[1] ?? []),
  candidate: null,
  readCandidate: () => null,
  /** `1.2`, `1.2-3` or `0:1.2-3`, whichever part of `0:1.2-3` is given. */
  matches(installed: string, asked: string) {
    const [, epoch = '', version = '', release = ''] = /^(\d+):([^-]*)-(.*)$/.exec(installed) ?? [];
    const full = `${version}-${release}`;
    return [version, full, `${epoch}:${version}`, `${epoch}:${full}`].includes(asked);
  },
} as const;

/** dnf and yum wait for a lock of their own accord. */
function dnfLike(program: 'dnf' | 'yum'): PackageManager {
  const call = (...args: string[]) => ({ program, args: ['--assumeyes', ...args] });
  return {
    ...shared,
    name: program,
    environment: { LC_ALL: 'C.UTF-8' },
    install: (name, version, isInstalled) =>
      version === null
        ? // What is installed is left as it is by an install without a version.
          [call(isInstalled ? 'upgrade' : 'install', '--', name)]
        : // A version older than the installed one is not installed, only gone back to.
          [call('install', '--', `${name}-${version}`), call('downgrade', '--', `${name}-${version}`)],
    remove: (name) => call('remove', '--', name),
  };
}

export const dnf = dnfLike('dnf');
export const yum = dnfLike('yum');

const zypperCall = (...args: string[]): ToolCall => ({ program: 'zypper', args: ['--non-interactive', ...args] });

export const zypper: PackageManager = {
  ...shared,
  name: 'zypper',
  environment: { LC_ALL: 'C.UTF-8', ZYPP_LOCK_TIMEOUT: String(LOCK_SECONDS) },
  refresh: zypperCall('refresh'),
  install: (name, version) => [
    version === null
      ? zypperCall('install', '--', name)
      : zypperCall('install', '--oldpackage', '--', `${name}=${version}`),
  ],
  remove: (name) => zypperCall('remove', '--', name),
};

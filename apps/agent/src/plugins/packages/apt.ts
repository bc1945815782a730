import { LOCK_SECONDS, type PackageManager } from './package-manager.ts';

/** Configuration files that the owner of a machine has changed stay as they are. */
const options = [
  '--yes',
  '--quiet',
  '-o',
  `DPkg::Lock::Timeout=${LOCK_SECONDS}`,
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
];
const aptGet = (...args: string[]) => ({ program: 'apt-get', args });

export const apt: PackageManager = {
  name: 'apt',
  environment: { DEBIAN_FRONTEND: 'noninteractive', APT_LISTCHANGES_FRONTEND: 'none', LC_ALL: 'C.UTF-8' },
  refresh: aptGet('--quiet', 'update'),
  installed: (name) => ({
    program: 'dpkg-query',
    args: ['--show', '--showformat', '${db:Status-Status} ${Version}\\n', '--', name],
  }),
  readInstalled: (stdout) =>
    stdout.split('\n').flatMap((line) => {
      const [state, version] = line.split(' ');
      return state === 'installed' && version !== undefined ? [version] : [];
    }),
  // To apt-get a name that no package has may be a pattern, or with a sign at its end an order to remove one.
  candidate: (name) => ({ program: 'apt-cache', args: ['policy', '--', name] }),
  readCandidate(stdout) {
    const found = /^ {2}Candidate: (\S+)$/m.exec(stdout)?.[1];
    return found === undefined || found === '(none)' ? null : found;
  },
  install: (name, version) => [
    version === null
      ? aptGet('install', ...options, '--', name)
      : aptGet('install', ...options, '--allow-downgrades', '--', `${name}=${version}`),
  ],
  remove: (name) => aptGet('remove', ...options, '--', name),
  matches: (installed, asked) => installed === asked,
};

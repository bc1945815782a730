import { describe, expect, it } from 'vitest';
import { readPlan, readRun, type Account } from './account.ts';
import type { MachineSays } from './ask-machine.ts';
import { judgeAccount } from './judge-account.ts';

const dryRun = `plan: upgrade openssl amd64 3.0.1 3.0.2
plan: install libnew amd64 - 1.0
plan: hold nginx amd64 1 2
plan: 1 to upgrade, 1 to install, 0 to downgrade, 0 to remove, 1 held back
plan: 3481672 bytes to download, 6059 KiB of disk needed, 17 KiB more in the end
plan: touches redis-server.service
plan: reboot likely for libc6 2.36
rustine: plan ${'a'.repeat(64)}
`;
const run = `Restarting redis-server.service, which still runs replaced files
Asking for a reboot.
The machine was rebooted as asked: boot boot-2, before boot-1
`;

const account: Account = {
  name: 'one',
  state: 'SUCCEEDED',
  reason: '',
  before: { updates: 1, security: 1, cves: 2 },
  after: { updates: 0, security: 0, cves: 0 },
  plan: readPlan(dryRun),
  changes: [
    { name: 'openssl', architecture: 'amd64', action: 'UPGRADE', oldVersion: '3.0.1', newVersion: '3.0.2' },
    { name: 'libnew', architecture: 'amd64', action: 'INSTALL', oldVersion: '', newVersion: '1.0' },
  ],
  ...readRun(run),
};

const before: MachineSays = {
  bootId: 'boot-1',
  packages: new Map([['openssl:amd64', '3.0.1']]),
  upgradable: new Map([['openssl', { security: true }]]),
  services: new Map([['redis-server.service', 'run-1']]),
  broken: '',
};
const after: MachineSays = {
  bootId: 'boot-2',
  packages: new Map([
    ['openssl:amd64', '3.0.2'],
    ['libnew:amd64', '1.0'],
  ]),
  upgradable: new Map(),
  services: new Map([['redis-server.service', 'run-2']]),
  broken: '',
};

describe('what the server tells and what the machine says', () => {
  it('is the same when the run did what it tells', () => {
    expect(judgeAccount(account, { before, after })).toEqual([]);
  });

  it.each([
    ['a run that failed', { account: { ...account, state: 'FAILED', reason: 'DISK_FULL' } }, /is FAILED: DISK_FULL/],
    ['a package left half done', { after: { ...after, broken: 'openssl is half' } }, /not whole: openssl is half/],
    [
      'an update that is still open',
      { after: { ...after, upgradable: before.upgradable } },
      /after the run .* 0 updates/,
    ],
    [
      'a change that did not happen',
      { after: { ...after, packages: before.packages } },
      /told, but dpkg does not show/,
    ],
    ['a change that is not told', { account: { ...account, changes: [] } }, /it was not told: openssl/],
    ['a service that was not restarted', { after: { ...after, services: before.services } }, /still is the same run/],
    ['a service that did not come back', { after: { ...after, services: new Map() } }, /is not active now/],
    ['a reboot that did not happen', { after: { ...after, bootId: 'boot-1' } }, /was boot-1 and is boot-1/],
    ['a reboot that is not told', { account: { ...account, reboot: null } }, /tells of no reboot/],
  ])('differs by %s', (_, changed, words) => {
    const faults = judgeAccount('account' in changed ? changed.account : account, {
      before,
      after: 'after' in changed ? changed.after : after,
    });
    expect(faults.join('\n')).toMatch(words);
  });
});

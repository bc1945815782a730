import { readFileSync } from 'node:fs';
import { arch, hostname, release } from 'node:os';
import type { Platform } from '../platform.ts';
import { openLinuxSwitches } from './automatic-updates/linux-switches.ts';
import { lookAtPackages } from './look-at-packages.ts';
import { readOsRelease } from './os-release.ts';
import { openDpkgSource } from './package-changes/dpkg-source.ts';
import { openRpmSource } from './package-changes/rpm-source.ts';
import { findRebootCommand } from './reboot-command.ts';
import { systemd } from './systemd/systemd.ts';

/** As the kernel and the package managers name them. */
const architectures: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
  arm: 'armv7l',
};

export const linux: Platform = {
  documentPlatform: 'linux',
  readFacts() {
    const system = readOsRelease();
    return {
      hostname: hostname(),
      osFamily: 'LINUX',
      osName: system['PRETTY_NAME'] ?? system['NAME'] ?? 'Linux',
      osVersion: system['VERSION_ID'] ?? '',
      kernelVersion: release(),
      architecture: architectures[arch()] ?? arch(),
    };
  },
  readBoot() {
    return {
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      bootedAt: new Date(readBootSeconds() * 1000).toISOString(),
    };
  },
  findRebootCommand,
  readSystemName() {
    const system = readOsRelease();
    return { name: system['NAME'] ?? 'Linux', version: system['VERSION_ID'] ?? '' };
  },
  shell: '/bin/sh',
  lookAtPackages,
  updates: openLinuxSwitches(),
  packageSources: [openDpkgSource(), openRpmSource()],
  service: systemd,
};

/** Seconds since the epoch; the line `btime` of /proc/stat, which stays put while now minus uptime would waver. */
function readBootSeconds(): number {
  const line = /^btime (?<seconds>\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'));
  if (!line?.groups) throw new Error('/proc/stat has no btime line');
  return Number(line.groups['seconds']);
}

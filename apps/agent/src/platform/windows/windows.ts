import { arch, hostname, release, uptime, version } from 'node:os';
import { win32 } from 'node:path';
import { readWindowsFolders } from '../../config.ts';
import type { Platform } from '../platform.ts';
import { openRegistrySwitches } from './automatic-updates/registry-switches.ts';
import { createTaskScheduler } from './task/task-scheduler.ts';

/** Windows tells no boot id, so the minute of the boot stands for it; finer would waver with the clock's corrections. */
const BOOT_GRAIN_MS = 60_000;

export const windows: Platform = {
  documentPlatform: 'windows',
  readFacts: () => ({
    hostname: hostname(),
    osFamily: 'WINDOWS',
    osName: version(),
    osVersion: release(),
    kernelVersion: release(),
    architecture: arch() === 'x64' ? 'x86_64' : arch(),
  }),
  readBoot() {
    const booted = Math.round((Date.now() - uptime() * 1000) / BOOT_GRAIN_MS) * BOOT_GRAIN_MS;
    const bootedAt = new Date(booted).toISOString();
    return { bootId: `boot-${bootedAt}`, bootedAt };
  },
  // "Operating system: recovery (planned)" in the event log; five seconds let our answer out.
  findRebootCommand: ({ SystemRoot }) => {
    const program = win32.join(SystemRoot ?? 'C:\\Windows', 'System32', 'shutdown.exe');
    return [program, '/r', '/t', '5', '/d', 'p:2:17'];
  },
  readSystemName: () => ({ name: version(), version: release() }),
  shell: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
  // Windows Update is part of the system and is asked by the documents alone.
  lookAtPackages: () => ({ manager: 'Windows Update', heldBy: null, interrupted: null }),
  updates: openRegistrySwitches(readWindowsFolders()),
  // The Windows Update Agent has a history, but no cheap word on whether it grew.
  packageSources: [],
  service: createTaskScheduler(readWindowsFolders()),
};

import { findProgram } from '../../process/find-program.ts';
import { apt } from './apt.ts';
import type { PackageManager } from './package-manager.ts';
import { dnf, yum, zypper } from './rpm.ts';

/** On a system with dpkg's database apt counts, even where dnf is installed too. */
const managers: readonly (readonly [program: string, manager: PackageManager])[] = [
  ['apt-get', apt],
  ['dnf', dnf],
  ['zypper', zypper],
  ['yum', yum],
];

/** The package manager of the machine; null when it has none that is known. */
export function chooseManager(path: string): PackageManager | null {
  return managers.find(([program]) => findProgram(program, path) !== null)?.[1] ?? null;
}

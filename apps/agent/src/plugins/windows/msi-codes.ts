import type { ApplicationsInputs, StepExit } from '@rustine/domain';

/** Answers of msiexec that people meet, as Windows Installer's documentation has them. */
const meanings: Readonly<Record<number, string>> = {
  1601: 'the Windows Installer service cannot be reached',
  1602: 'it was canceled at the machine',
  1603: 'the installation failed; its log in the folder of the step says where',
  1605: 'the product is not installed',
  1612: 'the source of the installed product is missing',
  1618: 'another installation is under way; run it again when that has ended',
  1619: 'the package cannot be opened',
  1620: 'the file is not a valid package',
  1625: "the machine's policy forbids it",
  1633: 'the package is not for this kind of processor',
  1638: 'another version of the product is installed',
  1639: 'its parameters are not valid',
};

const UNKNOWN_PRODUCT = 1605;
/** It has begun to reboot, or asks for it. */
const REBOOTS = [1641, 3010];
const REBOOT = 3010;

/** What msiexec's exit code means for a step; to uninstall what is not there is no failure. */
export function settleMsi(exitCode: number, action: ApplicationsInputs['action']): StepExit {
  if (exitCode === UNKNOWN_PRODUCT && action === 'Uninstall') return { kind: 'exited', exitCode: 0 };
  if (REBOOTS.includes(exitCode)) return { kind: 'exited', exitCode: REBOOT };
  const meaning = meanings[exitCode];
  if (exitCode === 0 || meaning === undefined) return { kind: 'exited', exitCode };
  return { kind: 'failed', state: 'FAILED', reason: `msiexec exited with ${exitCode}: ${meaning}.` };
}

import type { Platform } from './document.ts';

const everywhere: readonly Platform[] = ['linux', 'windows', 'macos'];
const unix: readonly Platform[] = ['linux', 'macos'];
const linuxAndWindows: readonly Platform[] = ['linux', 'windows'];
const windows: readonly Platform[] = ['windows'];

/**
 * The actions of Command documents and the platforms that have a handler for each, as Amazon's agent registers them.
 * A known action without a handler on the platform is skipped (schema 2.2); an unknown one is a fault.
 */
const handlers: ReadonlyMap<string, readonly Platform[]> = new Map([
  ['aws:runShellScript', unix],
  ['aws:runPowerShellScript', everywhere],
  ['aws:softwareInventory', everywhere],
  ['aws:updateSsmAgent', everywhere],
  ['aws:refreshAssociation', everywhere],
  ['aws:configurePackage', everywhere],
  ['aws:downloadContent', linuxAndWindows],
  ['aws:runDocument', linuxAndWindows],
  ['aws:configureDocker', linuxAndWindows],
  ['aws:runDockerAction', linuxAndWindows],
  ['aws:cloudWatch', linuxAndWindows],
  ['aws:domainJoin', linuxAndWindows],
  ['aws:psModule', windows],
  ['aws:applications', windows],
  ['aws:updateAgent', windows],
]);

export const knownActions: readonly string[] = [...handlers.keys()];

export function isKnownAction(action: string): boolean {
  return handlers.has(action);
}

export function hasHandler(action: string, platform: Platform): boolean {
  return handlers.get(action)?.includes(platform) ?? false;
}

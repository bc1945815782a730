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
  ['rustine:publishReports', everywhere],
]);

/** Actions of Amazon's agent that have no meaning, or no counterpart, away from its cloud; each with what to do instead. */
const unsupported: ReadonlyMap<string, string> = new Map([
  ['aws:updateSsmAgent', "it updates Amazon's agent"],
  ['aws:updateAgent', "it updates an agent of Amazon's that is no longer made"],
  ['aws:refreshAssociation', "it asks Amazon's State Manager"],
  ['aws:cloudWatch', "it configures Amazon's CloudWatch"],
  ['aws:domainJoin', "it asks Amazon's Directory Service; use a script"],
  ['aws:configureDocker', 'use a script'],
  ['aws:runDockerAction', 'use a script that calls docker'],
  ['aws:configureDaemon', "Amazon's own agent does not have it either"],
]);

/**
 * The actions that the agents of this release have a plugin for. A document that asks for another one is refused when
 * it is registered, because at night the step would fail.
 */
export const runnableActions: readonly string[] = ['aws:runShellScript'];

export const knownActions: readonly string[] = [...handlers.keys()].filter((action) => !unsupported.has(action));

export function isKnownAction(action: string): boolean {
  return handlers.has(action);
}

export function hasHandler(action: string, platform: Platform): boolean {
  return handlers.get(action)?.includes(platform) ?? false;
}

/** What is wrong with an action, as a sentence; null when nothing is. `runnable`: those that the agents can run. */
export function actionFault(action: string, step: string, runnable: readonly string[] | undefined): string | null {
  const supported = (runnable ?? knownActions).join(', ');
  const reason = unsupported.get(action);
  if (reason !== undefined) {
    return `The action ${action} of step ${step} is not supported: ${reason}. Supported are ${supported}.`;
  }
  if (!isKnownAction(action)) return `The action ${action} is not known; known are ${knownActions.join(', ')}.`;
  if (runnable === undefined || runnable.includes(action)) return null;
  return `This server's agents cannot run the action ${action} of step ${step} yet; they can run ${supported}.`;
}

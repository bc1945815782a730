import type { Platform, Precondition } from './document.ts';
import { evaluatePrecondition } from './evaluate-precondition.ts';

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

/** What agents can run, by the platforms that they run on. */
export type RunnableActions = ReadonlyMap<Platform, readonly string[]>;

const onAll = [
  'aws:runPowerShellScript',
  'aws:downloadContent',
  'aws:runDocument',
  'aws:softwareInventory',
  'rustine:publishReports',
];

/**
 * What the agents of this release have a plugin for. A document with a step that one of them would have to run and
 * cannot is refused when it is registered, because at night the step would fail.
 */
export const runnableActions: RunnableActions = new Map([
  ['linux', ['aws:runShellScript', ...onAll, 'aws:configurePackage']],
  // Windows has no package manager that aws:configurePackage could ask.
  ['windows', [...onAll, 'aws:applications', 'aws:psModule']],
]);

export const knownActions: readonly string[] = [...handlers.keys()].filter((action) => !unsupported.has(action));

export function isKnownAction(action: string): boolean {
  return handlers.has(action);
}

export function hasHandler(action: string, platform: Platform): boolean {
  return handlers.get(action)?.includes(platform) ?? false;
}

/** A step as far as its action is judged by it. */
export interface ActionUse {
  readonly action: string;
  readonly step: string;
  readonly precondition: Precondition;
}

/** What is wrong with a step's action, as a sentence; null when nothing is. `runnable`: what the agents can run. */
export function actionFault(
  { action, step, precondition }: ActionUse,
  runnable: RunnableActions | undefined,
): string | null {
  const reason = unsupported.get(action);
  if (reason !== undefined) {
    const supported = knownActions.join(', ');
    return `The action ${action} of step ${step} is not supported: ${reason}. Supported are ${supported}.`;
  }
  if (!isKnownAction(action)) return `The action ${action} is not known; known are ${knownActions.join(', ')}.`;
  for (const [platform, actions] of runnable ?? []) {
    if (actions.includes(action) || !hasHandler(action, platform)) continue;
    // Parameters are not known yet: what compares one may hold.
    if (evaluatePrecondition(precondition, { parameters: new Map(), platform }).kind === 'unmet') continue;
    const able = actions.join(', ');
    return `This server's agents cannot run the action ${action} of step ${step} on ${platform}; they can run ${able}. If the step is for other platforms alone, say so by a precondition.`;
  }
  return null;
}

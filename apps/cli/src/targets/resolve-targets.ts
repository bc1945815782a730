import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import type { RustineClient, Targets } from '@rustine/sdk';
import { resolveInstances } from '../resolve-instances.ts';
import { resolveCompartment, resolveGroups } from '../resolve-names.ts';
import type { Selectors } from './parse-selectors.ts';

/**
 * The targets as the API takes them, with ids for names. A compartment, and all, go with what is below.
 * @throws CliError when a name is nobody's, or that of several.
 */
export async function resolveTargets(client: RustineClient, selectors: Selectors): Promise<Targets> {
  const { instances, groups, labels, all } = selectors;
  const compartmentId = all ? ROOT_COMPARTMENT_ID : await compartmentOf(client, selectors.compartment);
  const groupIds = await resolveGroups(client, groups);
  const instanceIds = await resolveInstances(client, instances);
  return {
    ...(instanceIds.length > 0 && { instanceIds }),
    ...(groupIds.length > 0 && { groupIds }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(compartmentId !== null && { compartmentId, recursive: true }),
  };
}

async function compartmentOf(client: RustineClient, name: string | null): Promise<string | null> {
  return name === null ? null : resolveCompartment(client, name);
}

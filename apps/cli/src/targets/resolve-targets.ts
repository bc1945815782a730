import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import type { RustineClient, Targets } from '@rustine/sdk';
import { resolveInstances } from '../resolve-instances.ts';
import { resolveCompartment, resolveGroup } from '../resolve-names.ts';
import type { Selectors } from './parse-selectors.ts';

/**
 * The targets as the API takes them, with ids for names. A compartment, and all, go with what is below.
 * @throws CliError when a name is nobody's, or that of several.
 */
export async function resolveTargets(client: RustineClient, selectors: Selectors): Promise<Targets> {
  const { labels, all, compartment } = selectors;
  const compartmentId =
    compartment === null ? (all ? ROOT_COMPARTMENT_ID : null) : await resolveCompartment(client, compartment);
  const groupIds = new Set<string>();
  for (const name of selectors.groups) groupIds.add(await resolveGroup(client, name));
  const instanceIds = await resolveInstances(client, selectors.instances);
  return {
    ...(instanceIds.length > 0 && { instanceIds }),
    ...(groupIds.size > 0 && { groupIds: [...groupIds] }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(compartmentId !== null && { compartmentId, recursive: true }),
  };
}

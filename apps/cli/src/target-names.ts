import {
  compartmentPaths,
  getGroup,
  listCompartments,
  RustineError,
  unwrap,
  type RustineClient,
  type Targets,
} from '@rustine/sdk';

/** What the groups and compartments among targets are called; one that has gone, by its id. */
export async function readTargetNames(
  client: RustineClient,
  all: readonly (Targets | null)[],
): Promise<(id: string) => string> {
  const names = new Map(compartmentPaths((await unwrap(listCompartments({ client }))).items));
  for (const groupId of new Set(all.flatMap((targets) => targets?.groupIds ?? []))) {
    try {
      names.set(groupId, (await unwrap(getGroup({ client, path: { groupId } }))).name);
    } catch (error) {
      if (!(error instanceof RustineError && error.code === 'NOT_FOUND')) throw error;
    }
  }
  return (id) => names.get(id) ?? id;
}

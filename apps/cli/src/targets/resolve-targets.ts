import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { eachItem, listCompartments, listGroups, unwrap, type RustineClient, type Targets } from '@rustine/sdk';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { resolveInstances } from '../resolve-instances.ts';
import type { Selectors } from './parse-selectors.ts';

/**
 * The targets as the API takes them, with ids for names. A compartment, and all, go with what is below.
 * @throws CliError when a name is nobody's, or that of several.
 */
export async function resolveTargets(client: RustineClient, selectors: Selectors): Promise<Targets> {
  const { instances, groups, labels, all } = selectors;
  const compartmentId = all ? ROOT_COMPARTMENT_ID : await compartmentOf(client, selectors.compartment);
  const groupIds = await groupsOf(client, groups);
  const instanceIds = await resolveInstances(client, instances);
  return {
    ...(instanceIds.length > 0 && { instanceIds }),
    ...(groupIds.length > 0 && { groupIds }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(compartmentId !== null && { compartmentId, recursive: true }),
  };
}

async function groupsOf(client: RustineClient, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const known: Named[] = [];
  const pages = eachItem((cursor) =>
    unwrap(listGroups({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  for await (const each of pages) known.push(each);
  return [...new Set(names.map((name) => findOne(known, name, 'group')))];
}

async function compartmentOf(client: RustineClient, name: string | null): Promise<string | null> {
  if (name === null) return null;
  const { items } = await unwrap(listCompartments({ client }));
  return findOne(items, name, 'compartment');
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function findOne(known: readonly Named[], name: string, noun: 'group' | 'compartment'): string {
  const found = known.filter((each) => each.id === name || each.name === name);
  const [first, ...others] = found;
  if (first === undefined) {
    const hint = `"rustine ${noun} list" shows those there are`;
    throw new CliError(`There is no ${noun} "${name}": ${hint}.`, exitCodes.NOT_FOUND);
  }
  if (others.length === 0) return first.id;
  const ids = found.map(({ id }) => id).join(', ');
  throw new CliError(`"${name}" is the name of ${found.length} ${noun}s, give the id: ${ids}.`, exitCodes.USAGE);
}

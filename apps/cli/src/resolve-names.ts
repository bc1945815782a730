import { JobId } from '@rustine/contract';
import {
  eachItem,
  listCompartments,
  listFreezes,
  listGroups,
  listJobs,
  listPowerProviders,
  listWindows,
  unwrap,
  type RustineClient,
} from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { findCompartment } from './find-compartment.ts';

/**
 * The id of a compartment that a person named by id, by name, or by its path from the root such as `prod/web`.
 * @throws CliError when it is no compartment's name, or that of several.
 */
export async function resolveCompartment(client: RustineClient, name: string): Promise<string> {
  const { items } = await unwrap(listCompartments({ client }));
  return findCompartment(items, name).id;
}

/** The id of a managed instance group that a person named by id or by name. @throws CliError as above. */
export async function resolveGroup(client: RustineClient, name: string): Promise<string> {
  const [id] = await resolveGroups(client, [name]);
  return id!;
}

/** The ids of groups, each once, read in one go. @throws CliError as above. */
export async function resolveGroups(client: RustineClient, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const known: { id: string; name: string }[] = [];
  const pages = eachItem((cursor) =>
    unwrap(listGroups({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  for await (const { id, name } of pages) known.push({ id, name });
  const ids = names.map((name) => {
    const found = known.filter((each) => each.id === name || each.name === name);
    return onlyOne('group', name, found);
  });
  return [...new Set(ids)];
}

/** The id of a maintenance window that a person named by id or by name. @throws CliError as above. */
export async function resolveWindow(client: RustineClient, name: string): Promise<string> {
  const pages = eachItem((cursor) =>
    unwrap(listWindows({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  return onlyOne('window', name, await namedSo(pages, name));
}

/** The ids of maintenance windows, each once. @throws CliError as above. */
export async function resolveWindows(client: RustineClient, names: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const name of names) ids.add(await resolveWindow(client, name));
  return [...ids];
}

/** The id of a scheduled job that a person named by id or by name; an id is not looked up. @throws CliError as above. */
export async function resolveJob(client: RustineClient, name: string): Promise<string> {
  if (JobId.safeParse(name).success) return name;
  const pages = eachItem((cursor) =>
    unwrap(
      listJobs({ client, query: { limit: 1000, search: name.slice(0, 200), ...(cursor !== undefined && { cursor }) } }),
    ),
  );
  return onlyOne('job', name, await namedSo(pages, name));
}

/** The id of a freeze that a person named by id or by name. @throws CliError as above. */
export async function resolveFreeze(client: RustineClient, name: string): Promise<string> {
  const pages = eachItem((cursor) =>
    unwrap(listFreezes({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  return onlyOne('freeze', name, await namedSo(pages, name));
}

async function namedSo(
  items: AsyncIterable<{ readonly id: string; readonly name: string }>,
  name: string,
): Promise<{ readonly id: string }[]> {
  const found: { readonly id: string }[] = [];
  for await (const each of items) if (each.id === name || each.name === name) found.push(each);
  return found;
}

type Noun = 'group' | 'window' | 'freeze' | 'power provider' | 'job' | 'quorum set';

/** The id of a power provider that a person named by id or by name. @throws CliError as above. */
export async function resolveProvider(client: RustineClient, name: string): Promise<string> {
  const { items } = await unwrap(listPowerProviders({ client }));
  const found = items.filter((each) => each.id === name || each.name === name);
  return onlyOne('power provider', name, found);
}

function onlyOne(noun: Noun, name: string, found: readonly { id: string }[]): string {
  const [first, ...others] = found;
  if (first === undefined) {
    const hint = `"rustine ${noun} list" shows those there are`;
    throw new CliError(`There is no ${noun} "${name}": ${hint}.`, exitCodes.NOT_FOUND);
  }
  if (others.length === 0) return first.id;
  const ids = found.map(({ id }) => id).join(', ');
  throw new CliError(`"${name}" is the name of ${found.length} ${noun}s, give the id: ${ids}.`, exitCodes.USAGE);
}

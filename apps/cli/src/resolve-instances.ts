import { eachItem, getInstance, listInstances, unwrap, type RustineClient } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './output/plain.ts';

const INSTANCE_ID = /^mi-[0-9a-f-]{36}$/;

/** Past this many names it is cheaper to read the names of all. */
const ASKED_ONE_BY_ONE = 20;

/**
 * The id of the one instance that a person named by id or by name. A comma is part of the name: who names two where one is
 * asked for is told so, rather than given the first. @throws CliError as below.
 */
export async function resolveInstance(client: RustineClient, name: string): Promise<string> {
  if (name.trim() === '') throw new CliError('Name the instance, by id or host name.', exitCodes.USAGE);
  return INSTANCE_ID.test(name) ? name : onlyOne(name, await search(client, name));
}

/** What to call an instance in a question: as it was named, and who gave an id is told whose it is. */
export async function calledInstance(client: RustineClient, named: string): Promise<string> {
  if (!INSTANCE_ID.test(named)) return named;
  const { displayName } = await unwrap(getInstance({ client, path: { instanceId: named } }));
  return `${plain(displayName)} (${named})`;
}

/**
 * The ids of instances that a person named by id or by host name.
 * @throws CliError when a name is no instance's, or that of several.
 */
export async function resolveInstances(client: RustineClient, names: readonly string[]): Promise<string[]> {
  const each = names.flatMap((text) => text.split(',')).filter((name) => name !== '');
  const unknown = [...new Set(each.filter((name) => !INSTANCE_ID.test(name)))];
  const find = unknown.length > ASKED_ONE_BY_ONE ? await findAmongAll(client) : (name: string) => search(client, name);
  const ids: string[] = [];
  for (const name of each) ids.push(INSTANCE_ID.test(name) ? name : onlyOne(name, await find(name)));
  return [...new Set(ids)];
}

async function findAmongAll(client: RustineClient): Promise<(name: string) => readonly string[]> {
  const byName = new Map<string, Set<string>>();
  const pages = eachItem((cursor) =>
    unwrap(listInstances({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  for await (const { id, hostname, displayName } of pages) {
    for (const name of [hostname, displayName]) byName.set(name, (byName.get(name) ?? new Set()).add(id));
  }
  return (name) => [...(byName.get(name) ?? [])];
}

async function search(client: RustineClient, name: string): Promise<string[]> {
  const found: string[] = [];
  const pages = eachItem((cursor) =>
    unwrap(listInstances({ client, query: { search: name, ...(cursor !== undefined && { cursor }) } })),
  );
  for await (const each of pages) if (each.hostname === name || each.displayName === name) found.push(each.id);
  return found;
}

function onlyOne(name: string, found: readonly string[]): string {
  const [id, ...others] = found;
  if (id === undefined) {
    const other = name.includes(':') ? ' Other targets begin with group:, label: or compartment:.' : '';
    throw new CliError(
      `There is no instance "${name}": "rustine instance list" shows those there are.${other}`,
      exitCodes.NOT_FOUND,
    );
  }
  if (others.length > 0) {
    throw new CliError(
      `"${name}" is the name of ${found.length} instances, give the id: ${found.join(', ')}.`,
      exitCodes.USAGE,
    );
  }
  return id;
}

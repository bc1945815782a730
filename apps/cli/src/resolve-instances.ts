import { eachItem, listInstances, unwrap, type RustineClient } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const instanceId = /^mi-[0-9a-f-]{36}$/;

/**
 * The ids of instances that a person named by id or by host name.
 * @throws CliError when a name is no instance's, or that of several.
 */
export async function resolveInstances(client: RustineClient, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names.flatMap((each) => each.split(',')).filter((each) => each !== '')) {
    ids.push(instanceId.test(name) ? name : await findByName(client, name));
  }
  return [...new Set(ids)];
}

async function findByName(client: RustineClient, name: string): Promise<string> {
  const found: string[] = [];
  const pages = eachItem((cursor) =>
    unwrap(listInstances({ client, query: { search: name, ...(cursor !== undefined && { cursor }) } })),
  );
  for await (const each of pages) if (each.hostname === name || each.displayName === name) found.push(each.id);
  const [id, ...others] = found;
  if (id === undefined) {
    throw new CliError(
      `There is no instance "${name}": "rustine instance list" shows those there are.`,
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

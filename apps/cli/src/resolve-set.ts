import { eachItem, listQuorumSets, unwrap, type QuorumSet, type RustineClient } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** A quorum set that a person named by id or by name. @throws CliError when it is nobody's name, or that of several. */
export async function resolveSet(client: RustineClient, name: string): Promise<QuorumSet> {
  const pages = eachItem((cursor) =>
    unwrap(listQuorumSets({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  const found: QuorumSet[] = [];
  for await (const set of pages) if (set.id === name || set.name === name) found.push(set);
  const [first, ...others] = found;
  if (first === undefined)
    throw new CliError(
      `There is no quorum set "${name}": "rustine quorum list" shows those there are.`,
      exitCodes.NOT_FOUND,
    );
  if (others.length === 0) return first;
  const ids = found.map(({ id }) => id).join(', ');
  throw new CliError(`"${name}" is the name of ${found.length} quorum sets, give the id: ${ids}.`, exitCodes.USAGE);
}

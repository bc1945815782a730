import { compartmentPaths, type Compartment } from '@rustine/sdk';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * The compartment that a person named by id, by its path from the root such as `prod/web`, or by a name that it alone has.
 * A path comes first: else one at the top could not be named once another below it has its name.
 * @throws CliError when it is no compartment's name, or that of several.
 */
export function findCompartment(compartments: readonly Compartment[], name: string): Compartment {
  const paths = compartmentPaths(compartments);
  const path = name.replace(/^\/+|\/+$/g, '');
  const [exact, ...twins] = compartments.filter(({ id }) => id === name || paths.get(id) === path);
  if (exact !== undefined && twins.length === 0) return exact;
  const named = compartments.filter(({ id, name: own }) => own === name || paths.get(id) === path);
  const [first, ...others] = named;
  if (first === undefined) {
    const message = `There is no compartment "${name}": "rustine compartment list" shows those there are.`;
    throw new CliError(message, exitCodes.NOT_FOUND);
  }
  if (others.length === 0) return first;
  const ways = named.map(({ id }) => `${paths.get(id)} (${id})`).join(', ');
  throw new CliError(
    `"${name}" is the name of ${named.length} compartments, give path or id: ${ways}.`,
    exitCodes.USAGE,
  );
}

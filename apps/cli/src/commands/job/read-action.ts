import { UpdateType } from '@rustine/contract';
import type { CreateJobRequest } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { oneOf } from '../../one-of.ts';
import { readParameters } from '../../run-options/parse-parameters.ts';

export type JobAction = CreateJobRequest['action'];

/** What a job does; exactly one of the first six. */
export interface ActionOptions {
  readonly updateAll?: boolean | undefined;
  /** `security,bugfix` */
  readonly update?: string | undefined;
  readonly updatePackages?: readonly string[] | undefined;
  readonly install?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  readonly document?: string | undefined;
  readonly documentVersion?: number | undefined;
  readonly parameters?: readonly string[] | undefined;
}

export const actionNames = '--update-all, --update, --update-packages, --install, --remove or --document';

/** The action that the options name; undefined when they name none. @throws CliError that names the option at fault. */
export async function readAction(options: ActionOptions): Promise<JobAction | undefined> {
  const { updateAll, update, updatePackages, install, remove, document, documentVersion, parameters } = options;
  const given = [updateAll, update, updatePackages, install, remove, document].filter((each) => each !== undefined);
  if (given.length > 1) throw usage(`Say one thing that the job does: by one of ${actionNames}.`);
  if (document === undefined && parameters !== undefined) throw usage('--parameters goes with --document.');
  if (document === undefined && documentVersion !== undefined) throw usage('--document-version goes with --document.');
  if (updateAll === true) return { kind: 'update-all' };
  if (update !== undefined) return { kind: 'update-by-type', types: readTypes(update) };
  if (updatePackages !== undefined) return { kind: 'update-packages', packages: split(updatePackages) };
  if (install !== undefined) return { kind: 'install-packages', packages: split(install) };
  if (remove !== undefined) return { kind: 'remove-packages', packages: split(remove) };
  if (document === undefined) return undefined;
  return {
    kind: 'document',
    documentName: document,
    ...(documentVersion !== undefined && { documentVersion }),
    ...(parameters !== undefined && { parameters: await readParameters(parameters) }),
  };
}

function readTypes(text: string): UpdateType[] {
  const types = split([text]).map((each) => oneOf('--update', each, UpdateType.options));
  if (types.length === 0) throw usage(`--update names no type of update: ${UpdateType.options.join(', ')}.`);
  return [...new Set(types)];
}

function split(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function usage(message: string): CliError {
  return new CliError(message, exitCodes.USAGE);
}

import { getParameter, unwrap, type ParameterDetail } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { renderFields } from '../../output/fields.ts';
import { instant } from '../../output/words.ts';

export interface GetOptions {
  /** The newest unless given. */
  readonly version?: number;
  readonly withValue?: boolean;
  readonly output: 'text' | 'json' | 'value';
}

/** One version of a parameter; a secret value only when it is asked for, which the server notes. */
export async function getStored(context: CommandContext, name: string, options: GetOptions): Promise<void> {
  const { client } = await context.connection();
  const version = options.version === undefined ? {} : { version: options.version };
  const withValue = options.withValue === true ? { withValue: 'true' } : {};
  const found = await unwrap(getParameter({ client, query: { name, ...version, ...withValue } }));
  context.stdout.write(rendered(found, options.output));
}

function rendered(found: ParameterDetail, output: GetOptions['output']): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify(found, null, 2)}\n`;
    case 'value':
      if (found.value !== null) return found.value;
      throw new CliError(
        `The value of ${found.name} is secret: add --with-value to read it, which the audit log notes.`,
        exitCodes.USAGE,
      );
    case 'text':
      return renderFields(fieldsOf(found));
    default:
      return output satisfies never;
  }
}

function fieldsOf({
  name,
  type,
  version,
  labels,
  description,
  putAt,
  putBy,
  value,
}: ParameterDetail): [string, string][] {
  return [
    ['name', name],
    ['type', type],
    ['version', [String(version), ...labels].join(' ')],
    ['description', description],
    ['put', `${instant(putAt)} by ${putBy}`],
    ['value', value ?? 'secret; --with-value shows it'],
  ];
}

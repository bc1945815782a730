import {
  presentRenderedStep,
  renderDocument,
  resolveParameters,
  validateDocument,
  type Platform,
} from '@rustine/domain';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { parseParameters } from '../../run-options/parse-parameters.ts';
import { readText } from './read-text.ts';
import { renderFaults } from './render-faults.ts';
import { renderStepText } from './render-step.ts';

export interface RenderOptions {
  readonly platform: Platform;
  /** A JSON object. */
  readonly parameters: string;
  readonly output: 'text' | 'json';
}

/** Prints what an agent of the platform would do with each step. Nothing runs, and no server is asked. */
export async function renderFile(context: CommandContext, file: string, options: RenderOptions): Promise<ExitCode> {
  const given = parseParameters(options.parameters);
  const { document, faults } = validateDocument(await readText(file));
  if (document === undefined) {
    context.stderr.write(renderFaults(file, faults));
    return exitCodes.FAILED;
  }
  const { values, faults: wrong } = resolveParameters(document, given);
  if (values === undefined) throw new CliError(wrong.map(({ message }) => message).join('\n'), exitCodes.USAGE);
  const steps = renderDocument({ document, parameters: values, platform: options.platform });
  const shown =
    options.output === 'json'
      ? JSON.stringify(steps.map(presentRenderedStep), null, 2)
      : steps.map(renderStepText).join('\n');
  context.stdout.write(`${shown.trimEnd()}\n`);
  return exitCodes.OK;
}

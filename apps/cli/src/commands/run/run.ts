import { randomUUID } from 'node:crypto';
import { runCommand, unwrap, type RunCommandRequest } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { AWAY_MS, poll } from '../../follow/poll.ts';
import { findOption, nameOptions, planOption, type Places } from '../../name-options.ts';
import { parseSelectors } from '../../targets/parse-selectors.ts';
import { readTargetFile } from '../../targets/read-target-file.ts';
import { resolveTargets } from '../../targets/resolve-targets.ts';
import { readParameters } from '../../run-options/parse-parameters.ts';
import { finishRun } from './finish-run.ts';
import { readWaves, type WaveOptions } from '../../run-options/read-waves.ts';
import { readWindow, type WindowOptions } from '../../run-options/read-window.ts';

export interface RunOptions extends WaveOptions, WindowOptions {
  readonly targets?: readonly string[] | undefined;
  readonly targetFile?: string | undefined;
  readonly documentVersion?: number | undefined;
  readonly parameters?: readonly string[] | undefined;
  readonly maxConcurrency?: string | undefined;
  readonly maxErrors?: string | undefined;
  readonly comment?: string | undefined;
  readonly deliveryTimeout?: number | undefined;
  readonly wait?: boolean | undefined;
  readonly timeout?: number | undefined;
  readonly output: 'text' | 'json';
}

const optionOf = (place: string) => planOption(place) ?? findOption(places, place);

const places: Places = [
  ['body.parameters', '--parameters'],
  ['body.documentVersion', '--document-version'],
  ['body.comment', '--comment'],
];

export async function runDocument(context: CommandContext, documentName: string, options: RunOptions): Promise<number> {
  const parameters = await readParameters(options.parameters ?? []);
  const inFile = options.targetFile === undefined ? [] : await readTargetFile(options.targetFile);
  const selectors = parseSelectors([...(options.targets ?? []), ...inFile]);
  const waves = await readWaves(options);
  const { client } = await context.connection();
  const { documentVersion, maxConcurrency, maxErrors, comment, deliveryTimeout } = options;
  const body: RunCommandRequest = {
    documentName,
    targets: await resolveTargets(client, selectors),
    parameters,
    // Asked again with the same key after a lost answer, the server starts nothing twice.
    idempotencyKey: randomUUID(),
    ...(documentVersion !== undefined && { documentVersion }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(maxErrors !== undefined && { maxErrors }),
    ...(comment !== undefined && { comment }),
    ...(waves !== undefined && { waves }),
    ...(await readWindow(client, options)),
    ...(deliveryTimeout !== undefined && { deliverySeconds: deliveryTimeout }),
  };
  const { signal } = new AbortController();
  const ask = () => unwrap(runCommand({ client, body }));
  const work = await nameOptions(optionOf, () => poll({ ask, everyMs: 500, awayMs: AWAY_MS, signal }));
  if (options.wait === true) return finishRun(context, work, options);
  context.stdout.write(options.output === 'json' ? `${JSON.stringify(work, null, 2)}\n` : `${work.id}\n`);
  return exitCodes.OK;
}

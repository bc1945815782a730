import { runCommand, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { describeFailure } from '../../follow/describe-failure.ts';
import { followWork } from '../../follow/follow-work.ts';
import { createProgress } from '../../output/progress.ts';
import { count } from '../../output/words.ts';
import { resolveInstances } from '../../resolve-instances.ts';
import { parseParameters } from './parse-parameters.ts';

/** A server that is started again comes back sooner than this. */
const AWAY_MS = 60_000;

export async function runDocument(
  context: CommandContext,
  documentName: string,
  options: { targets: readonly string[]; documentVersion?: number; parameters: string; wait?: boolean },
): Promise<ExitCode> {
  const parameters = parseParameters(options.parameters);
  const { client } = await context.connection();
  const instanceIds = await resolveInstances(client, options.targets);
  const { documentVersion } = options;
  const version = documentVersion === undefined ? {} : { documentVersion };
  const work = await unwrap(runCommand({ client, body: { documentName, ...version, instanceIds, parameters } }));
  context.stdout.write(`${work.id}\n`);
  if (options.wait !== true) return exitCodes.OK;
  const progress = createProgress({
    stream: context.stderr,
    clock: () => performance.now(),
    unicode: context.config.unicode,
  });
  const step = progress.step(`${documentName} on ${count(instanceIds.length, 'instance')}`);
  try {
    const signal = new AbortController().signal;
    const ended = await followWork(work.id, { client, step, signal, awayMs: AWAY_MS });
    if (ended.state === 'SUCCEEDED') {
      step.done();
      return exitCodes.OK;
    }
    step.fail();
    context.stderr.write(`${await describeFailure(client, ended)}\n`);
    return exitCodes.FAILED;
  } finally {
    progress.end();
  }
}

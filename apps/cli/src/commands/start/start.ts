import { once } from 'node:events';
import { createSignInLink, getComplianceReport, listInstances, unwrap, type RustineClient } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { explainError } from '../../explain-error.ts';
import { poll } from '../../follow/poll.ts';
import { createProgress, type Progress } from '../../output/progress.ts';
import { widthOf } from '../../output/width.ts';
import { instant } from '../../output/words.ts';
import { wrapWords } from '../../output/wrap.ts';
import { takeItems } from '../../take-items.ts';
import { renderCompliance, summaryOf } from '../compliance/render-compliance.ts';
import { createHouse, type House } from './house.ts';
import { onceResult } from './once-result.ts';
import { startAgent } from './start-agent.ts';
import { startServer } from './start-server.ts';
import { startSettings, type StartOptions, type StartSettings } from './start-settings.ts';
import { walkScan, type ScanOutcome } from './walk-scan.ts';
import { Interrupted, watchSignals } from '../../processes/watch-signals.ts';

/**
 * Server and agent on this machine, a scan of it, its compliance report; then stays up, unless told `--once`.
 * @returns 0; 1 when the scan failed or a process could not be kept up; 128 + signal when interrupted before the report.
 */
export async function start(context: CommandContext, options: StartOptions): Promise<number> {
  const { config, stderr } = context;
  const settings = startSettings(options, config.port);
  const clock = () => performance.now();
  const progress = createProgress({ stream: stderr, clock, unicode: config.unicode });
  const run = new AbortController();
  const house = createHouse({ config, progress, run });
  const unwatch = watchSignals({
    run,
    clock,
    launcherPid: config.launcherPid,
    onInsist: ({ exitCode }) => {
      house.kill();
      process.exit(exitCode);
    },
  });
  let reported: number | null = null;
  try {
    reported = await scanAndReport({ context, settings, progress, house, signal: run.signal });
    if (!settings.once) await stayUp(run.signal);
    return reported;
  } catch (error) {
    progress.end();
    if (!(error instanceof Interrupted)) {
      stderr.write(`rustine: ${explainError(error, null).message}\n`);
      return exitCodes.FAILED;
    }
    return reported === null ? error.exitCode : exitCodes.OK;
  } finally {
    if (!house.isEmpty()) {
      const stopping = progress.step('Stopping');
      await house.stop();
      stopping.done('Stopped');
    }
    unwatch();
  }
}

interface Walk {
  readonly context: CommandContext;
  readonly settings: StartSettings;
  readonly progress: Progress;
  readonly house: House;
  readonly signal: AbortSignal;
}

async function scanAndReport({ context, settings, progress, house, signal }: Walk): Promise<number> {
  const { config } = context;
  const server = await startServer(settings.port, { house, config, progress, signal });
  const instance = await startAgent(server, { house, config, progress, signal });
  const outcome = await walkScan(instance, { client: server.client, progress, signal });
  const source = { client: server.client, signal };
  const failed = outcome.failures.length > 0;
  if (!settings.json) await writeReport(context, source);
  // A failed run prints no result, so that no program takes figures of an earlier scan for this one's.
  else if (!failed) await writeJson(context, source, outcome);
  for (const failure of outcome.failures) context.stderr.write(`rustine: ${failure}\n`);
  if (!settings.once) await writeLink(context, source);
  return failed ? exitCodes.FAILED : exitCodes.OK;
}

async function writeJson(
  { stdout }: CommandContext,
  { client, signal }: Source,
  { reports }: ScanOutcome,
): Promise<void> {
  const instances = await askPatiently(signal, () =>
    takeItems(Number.POSITIVE_INFINITY, ({ cursor }) =>
      unwrap(listInstances({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
    ),
  );
  stdout.write(`${JSON.stringify(onceResult(instances, reports), null, 2)}\n`);
}

async function writeReport({ stdout }: CommandContext, { client, signal }: Source): Promise<void> {
  const report = await askPatiently(signal, () =>
    unwrap(getComplianceReport({ client, query: { showDetails: 'true' } })),
  );
  const width = widthOf(stdout);
  stdout.write(`\n${renderCompliance(report, { showDetails: true, width })}\n`);
  // Hundreds of CVEs push the overview off the screen, so it also ends the report.
  if (report.missingSecurityUpdates > 0) stdout.write(`${summaryOf(report, width)}\n`);
}

async function writeLink({ stdout }: CommandContext, { client, signal }: Source): Promise<void> {
  const link = await askPatiently(signal, () => unwrap(createSignInLink({ client })));
  const words = `It signs you in once, until ${instant(link.expiresAt)}; "npx rustine sign-in" makes another. Ctrl-C stops everything; the next "npm start" goes on with this database and history.`;
  stdout.write(`Console: ${link.url}\n${wrapWords(words.split(' '), widthOf(stdout), '  ')}`);
}

interface Source {
  readonly client: RustineClient;
  readonly signal: AbortSignal;
}

/** The server may be on its way up again just now. */
function askPatiently<Answer>(signal: AbortSignal, ask: () => Promise<Answer>): Promise<Answer> {
  return poll({ ask, everyMs: 300, awayMs: Number.POSITIVE_INFINITY, signal });
}

/** Until a signal comes or a process cannot be kept up. @throws the reason */
async function stayUp(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

import { ServerRefusedError } from './checkin/call-server.ts';
import { NotEnrolledError } from './checkin/enroll.ts';
import { enrollAgent, runAgent } from './compose.ts';
import { ConfigError, readConfig, type AgentConfig } from './config.ts';
import { JournalBusyError, JournalError } from './journal/open-journal.ts';
import { createLog, type Log } from './log.ts';
import { readArguments, usage, UsageError } from './read-arguments.ts';

/** Service managers and scripts act on these; they never change their meaning. */
const exitCodes = { done: 0, failed: 1, usage: 2, notEnrolled: 3, enrollmentRefused: 4, busy: 5, journal: 6 } as const;

/** A stop that hangs would leave the machine waiting at shutdown. */
const STOP_MS_MAX = 15_000;

process.exitCode = await main(process.argv.slice(2));
// A connection to the server may keep the process alive for seconds; everything that matters is on disk.
process.exit();

async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let log: Log | null = null;
  try {
    const { command, exitWithParent } = readArguments(argv);
    if (command === 'help') {
      process.stdout.write(usage);
      return exitCodes.done;
    }
    const config = readConfig();
    log = createLog({ level: config.logLevel, json: config.logJson });
    stopOnSignals(stop, exitWithParent);
    await dispatch(command, config, { log, signal: stop.signal });
    return exitCodes.done;
  } catch (error) {
    if (stop.signal.aborted) return exitCodes.done;
    if (log) log.fatal((error as Error).message);
    else process.stderr.write(`${(error as Error).message}\n`);
    return toExitCode(error);
  }
}

async function dispatch(
  command: 'run' | 'enroll',
  config: AgentConfig,
  context: { log: Log; signal: AbortSignal },
): Promise<void> {
  if (command === 'run') return await runAgent(config, context);
  const { enrollment } = await enrollAgent(config, context);
  process.stdout.write(`${enrollment.instanceId}\n`);
}

function stopOnSignals(stop: AbortController, exitWithParent: boolean): void {
  const begin = () => {
    stop.abort('stopping');
    setTimeout(() => process.exit(exitCodes.failed), STOP_MS_MAX).unref();
  };
  process.once('SIGTERM', begin);
  process.once('SIGINT', begin);
  if (!exitWithParent) return;
  process.stdin.once('end', begin).once('close', begin).once('error', begin);
  process.stdin.resume();
}

function toExitCode(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof NotEnrolledError) return exitCodes.notEnrolled;
  if (error instanceof ServerRefusedError) return exitCodes.enrollmentRefused;
  if (error instanceof JournalBusyError) return exitCodes.busy;
  if (error instanceof JournalError) return exitCodes.journal;
  return exitCodes.failed;
}

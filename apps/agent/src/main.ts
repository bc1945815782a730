import { environmentOf, isElsewhere } from './admin/environment-of.ts';
import { runServiceCommand } from './admin/run-service-command.ts';
import { readBuildInfo } from './build-info.ts';
import { ServerRefusedError } from './checkin/call-server.ts';
import { NotEnrolledError } from './checkin/enroll.ts';
import { routeNetwork } from './checkin/route-network.ts';
import { statePathsOf } from './checkin/state-paths.ts';
import { enrollAgent, runAgent } from './compose.ts';
import { ConfigError, readConfig, type AgentConfig } from './config.ts';
import { examine } from './doctor/examine.ts';
import { renderFindings } from './doctor/finding.ts';
import { JournalBusyError, JournalError } from './journal/open-journal.ts';
import { createLog, type Log } from './log.ts';
import { choosePlatform } from './platform/choose-platform.ts';
import type { ServiceManager } from './platform/service-manager.ts';
import { readArguments, usage, UsageError, type Invocation } from './read-arguments.ts';
import { isWell, readStatus } from './status/read-status.ts';
import { renderStatus } from './status/render-status.ts';

/** Service managers and scripts act on these; they never change their meaning. */
const exitCodes = { done: 0, failed: 1, usage: 2, notEnrolled: 3, enrollmentRefused: 4, busy: 5, journal: 6 } as const;

/** A stop that hangs would leave the machine waiting at shutdown. */
const STOP_MS_MAX = 15_000;

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // A connection to the server may keep the process alive for seconds; everything that matters is on disk.
  process.exit();
});

async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  let log: Log | null = null;
  // The others are a person's, who reads words and wants to know when it was interrupted.
  const ofService = argv[0] === 'run' || argv[0] === 'enroll';
  try {
    const invocation = readArguments(argv);
    const { command } = invocation;
    if (command === 'help') {
      process.stdout.write(usage);
      return exitCodes.done;
    }
    if (command === 'version') {
      tellVersion(invocation.json);
      return exitCodes.done;
    }
    // What a person asks is answered for the agent that is installed here, unless their environment says otherwise.
    const { service } = choosePlatform();
    const isPassed = command === 'run' && service?.passesSettings === true;
    const settings = isPassed || isElsewhere(invocation) ? {} : readSettings(service, command);
    const config = readConfig({ ...settings, ...process.env, ...environmentOf(invocation) });
    log = createLog({
      level: config.logLevel,
      json: config.logJson && ofService,
      file: ofService ? config.logFile : null,
    });
    stopOnSignals(stop, command === 'run' && invocation.exitWithParent);
    routeNetwork(config);
    return await dispatch(invocation, { config, log, signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted && ofService) return exitCodes.done;
    if (log && ofService) log.fatal((error as Error).message);
    else process.stderr.write(`${explain(error as NodeJS.ErrnoException)}\n`);
    return toExitCode(error);
  }
}

/** Whoever names a state directory, or enrols as somebody else than root, means an agent of their own. */
function readSettings(service: ServiceManager | null, command: Invocation['command']): Record<string, string> {
  try {
    return { ...service?.readSettings() };
  } catch (error) {
    const isOwn = command === 'run' || command === 'enroll' || process.env['RUSTINE_AGENT_STATE_DIR'] !== undefined;
    if (isOwn && (error as NodeJS.ErrnoException).code === 'EACCES') return {};
    throw error;
  }
}

async function dispatch(
  invocation: Exclude<Invocation, { command: 'help' | 'version' }>,
  { config, log, signal }: { config: AgentConfig; log: Log; signal: AbortSignal },
): Promise<number> {
  switch (invocation.command) {
    case 'run':
      await runAgent(config, { log, signal });
      return exitCodes.done;
    case 'enroll': {
      const { enrollment } = await enrollAgent(config, { log, signal });
      process.stdout.write(`${enrollment.instanceId}\n`);
      return exitCodes.done;
    }
    case 'install':
    case 'uninstall': {
      const { service, updates } = choosePlatform();
      const ownBinary = readBuildInfo().oneFile ? process.execPath : null;
      const write = (text: string) => void process.stdout.write(text);
      await runServiceCommand(invocation, { service, updates, config, log, signal, ownBinary, write });
      return exitCodes.done;
    }
    case 'status': {
      const status = await readStatus(statePathsOf(config.stateDir), {
        service: choosePlatform().service,
        program: readBuildInfo(),
      });
      process.stdout.write(invocation.json ? `${JSON.stringify(status, null, 2)}\n` : renderStatus(status, Date.now()));
      return isWell(status) ? exitCodes.done : exitCodes.failed;
    }
    case 'doctor': {
      const findings = await examine(config, { platform: choosePlatform(), build: readBuildInfo() });
      process.stdout.write(invocation.json ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings));
      return findings.some(({ verdict }) => verdict === 'problem') ? exitCodes.failed : exitCodes.done;
    }
    default:
      return invocation satisfies never;
  }
}

function tellVersion(json: boolean): void {
  const { version, commit, oneFile } = readBuildInfo();
  const node = process.versions.node;
  if (json) process.stdout.write(`${JSON.stringify({ version, commit, node, oneFile })}\n`);
  else process.stdout.write(`rustine-agent ${version} (${commit ?? 'from sources'}), Node ${node}\n`);
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

/** Who is not the agent's user may not look at its files; that is meant, and no fault. */
function explain({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EACCES' ? `${message}. Ask as root, or as the user that runs the agent.` : message;
}

function toExitCode(error: unknown): number {
  if (error instanceof UsageError || error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof NotEnrolledError) return exitCodes.notEnrolled;
  if (error instanceof ServerRefusedError) return exitCodes.enrollmentRefused;
  if (error instanceof JournalBusyError) return exitCodes.busy;
  if (error instanceof JournalError) return exitCodes.journal;
  return exitCodes.failed;
}

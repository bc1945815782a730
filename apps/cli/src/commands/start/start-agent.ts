import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createEnrollmentToken, getInstance, RustineError, unwrap, type ManagedInstance } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CliConfig } from '../../config.ts';
import { exitCodes } from '../../exit-codes.ts';
import { poll } from '../../follow/poll.ts';
import type { Progress } from '../../output/progress.ts';
import type { House } from './house.ts';
import type { RunningServer } from './start-server.ts';

/** The agent's word for "another process holds my state directory". */
const AGENT_BUSY = 5;

/** Starts the agent of this machine, enrols it if need be, and waits until it is online. @throws CliError */
export async function startAgent(
  server: RunningServer,
  { house, config, progress, signal }: { house: House; config: CliConfig; progress: Progress; signal: AbortSignal },
): Promise<ManagedInstance> {
  const stateDir = join(config.dataDir, 'agent');
  const tokenFile = join(config.dataDir, 'agent-enrollment-token');
  const enrolled = await readInstanceId(stateDir);
  const step = progress.step(
    enrolled === null ? 'Starting the agent and enrolling this machine' : 'Starting the agent',
  );
  if (enrolled === null) await keepToken(tokenFile, await makeToken(server, signal));
  else await checkKnown(server, { instanceId: enrolled, stateDir, signal });
  const { DATABASE_URL: _database, RUSTINE_TOKEN: _token, ...environment } = config.environment;
  const agent = house.launch('agent', {
    args: ['run', '--exit-with-parent'],
    busyCode: AGENT_BUSY,
    env: {
      ...environment,
      RUSTINE_URL: server.url,
      RUSTINE_AGENT_STATE_DIR: stateDir,
      ...(enrolled === null && { RUSTINE_ENROLLMENT_TOKEN_FILE: tokenFile }),
    },
  });
  const instance = await poll({
    everyMs: 250,
    awayMs: Number.POSITIVE_INFINITY,
    signal,
    ask: async () => {
      const instanceId = await readInstanceId(stateDir);
      if (instanceId === null) return undefined;
      const found = await unwrap(getInstance({ client: server.client, path: { instanceId } }));
      return found.status === 'ONLINE' ? found : undefined;
    },
  });
  agent.markReady();
  await rm(tokenFile, { force: true });
  step.done(`The agent is online as ${instance.displayName} (${instance.osName})`);
  return instance;
}

async function makeToken(server: RunningServer, signal: AbortSignal): Promise<string> {
  return poll({
    everyMs: 500,
    awayMs: Number.POSITIVE_INFINITY,
    signal,
    ask: async () =>
      (await unwrap(createEnrollmentToken({ client: server.client, body: { validSeconds: 3600 } }))).token,
  });
}

/** The token goes through a file that only its owner reads: arguments and environments are easier to see. */
async function keepToken(path: string, token: string): Promise<void> {
  const partial = `${path}.part`;
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o600);
  try {
    await file.writeFile(`${token}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

/** The agent's own note of who it is, written once it has enrolled. */
async function readInstanceId(stateDir: string): Promise<string | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(join(stateDir, 'enrollment.json'), 'utf8'));
    const id = typeof kept === 'object' && kept !== null && 'instanceId' in kept ? kept.instanceId : null;
    return typeof id === 'string' ? id : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function checkKnown(
  server: RunningServer,
  { instanceId, stateDir, signal }: { instanceId: string; stateDir: string; signal: AbortSignal },
): Promise<void> {
  try {
    await poll({
      everyMs: 500,
      awayMs: Number.POSITIVE_INFINITY,
      signal,
      ask: () => unwrap(getInstance({ client: server.client, path: { instanceId } })),
    });
  } catch (error) {
    if (!(error instanceof RustineError) || error.code !== 'NOT_FOUND') throw error;
    throw new CliError(
      `The server does not know the agent of this data directory (${instanceId}): its database is not the one it enrolled with. Go back to that database, or move ${stateDir} away to enrol anew.`,
      exitCodes.FAILED,
      { cause: error },
    );
  }
}

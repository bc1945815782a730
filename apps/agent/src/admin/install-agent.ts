import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEnrollment, type Enrollment } from '../checkin/enrollment-file.ts';
import { makeStatePaths } from '../checkin/state-paths.ts';
import { enrollAgent } from '../compose.ts';
import type { AgentConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { ServiceError, type InstallOutcome, type ServiceManager } from '../platform/service-manager.ts';
import type { InstallArguments } from '../read-arguments.ts';
import { chooseSettings } from './choose-settings.ts';

const ENROLL_MS_MAX = 60_000;

export interface InstallNeeds {
  readonly service: ServiceManager;
  readonly config: AgentConfig;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The one-file agent that runs this; null when it runs from its sources. */
  readonly ownBinary: string | null;
}

export interface InstallReport extends InstallOutcome {
  /** Null when the agent enrols at the first start of the system that it was put into. */
  readonly instanceId: string | null;
}

/**
 * Enrols this machine and then installs the service, so that a wrong token or address is told before anything is changed.
 * Into another system's files it only puts what an agent needs to enrol by itself: an identity belongs to one machine.
 */
export async function installAgent(given: InstallArguments, needs: InstallNeeds): Promise<InstallReport> {
  const { service, ownBinary } = needs;
  const named = given.binary === null ? ownBinary : resolve(given.binary);
  if (named === null || !existsSync(named)) {
    throw new ServiceError(
      named === null
        ? 'Only the one-file agent can be installed: build it with "npm run build:agent" and run that, or name it with --binary.'
        : `${named} is not there.`,
    );
  }
  service.requireInstallable(given.root);
  const { config } = needs;
  const order = { binary: named, prefix: given.prefix, root: given.root, settings: chooseSettings(config) };
  const readToken = () => readTokenOf(given.tokenFile, config);
  if (given.root !== null) {
    const token = readToken();
    if (config.serverUrl === null || token === null)
      throw new ServiceError(
        'An agent in an image needs --server and --token-file to enrol with when it first starts.',
      );
    return { ...(await service.install({ ...order, token })), instanceId: null };
  }
  const known = readEnrollment(makeStatePaths(config.stateDir).enrollment);
  const { instanceId } = known ?? (await enroll(readToken(), needs));
  return { ...(await service.install({ ...order, token: null })), instanceId };
}

async function enroll(token: string | null, { config, log, signal }: InstallNeeds): Promise<Enrollment> {
  const late = AbortSignal.timeout(ENROLL_MS_MAX);
  try {
    const context = { log, signal: AbortSignal.any([signal, late]) };
    const { enrollment } = await enrollAgent({ ...config, enrollmentToken: token, enrollmentTokenFile: null }, context);
    return enrollment;
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new ServiceError(
      `${config.serverUrl} did not enrol this machine within ${ENROLL_MS_MAX / 1000} seconds, so nothing was installed; the lines above say why. "rustine-agent doctor" looks closer.`,
      { cause: error },
    );
  }
}

function readTokenOf(file: string | null, config: AgentConfig): string | null {
  const path = file ?? config.enrollmentTokenFile;
  if (path === null) return config.enrollmentToken;
  return readFileSync(path === '-' ? 0 : path, 'utf8').trim() || null;
}

import { readFileSync } from 'node:fs';
import { EnrollResponse, type EnrollRequest, type InstanceFacts } from '@rustine/contract';
import { readOrMakeKey } from './agent-key.ts';
import { serverCaller } from './call-server.ts';
import { keepEnrollment, readEnrollment, type Enrollment } from './enrollment-file.ts';
import { retryPassing, type RetryContext } from './retry.ts';
import { createServerClock } from './server-clock.ts';
import type { StatePaths } from './state-paths.ts';

/** There is no identity yet, and nothing to make one with. */
export class NotEnrolledError extends Error {}

export interface EnrollInput {
  readonly serverUrl: string | null;
  readonly token: string | null;
  readonly tokenFile: string | null;
  readonly facts: InstanceFacts;
}

/**
 * Answers the enrolment on disk, or enrols. Safe to die anywhere: the key is on disk before the request, and the server
 * answers a repeat with the same key as it did the first time. Throws NotEnrolledError, or ServerRefusedError when the
 * server does not take the token.
 */
export async function ensureEnrolled(
  paths: StatePaths,
  input: EnrollInput,
  context: RetryContext,
): Promise<Enrollment> {
  const { log, signal, reachability } = context;
  const kept = readEnrollment(paths.enrollment);
  if (kept) return input.serverUrl ? { ...kept, serverUrl: input.serverUrl } : kept;
  const token = input.token ?? readTokenFile(input.tokenFile);
  if (!input.serverUrl)
    throw new NotEnrolledError('this agent is not enrolled: set RUSTINE_URL to the address of its server');
  if (!token) {
    throw new NotEnrolledError(
      'this agent is not enrolled: set RUSTINE_ENROLLMENT_TOKEN or RUSTINE_ENROLLMENT_TOKEN_FILE',
    );
  }
  const serverUrl = input.serverUrl;
  const key = await readOrMakeKey(paths.key);
  const call = serverCaller(serverUrl, { signToken: null, clock: createServerClock(Date.now), reachability });
  const body: EnrollRequest = { token, publicKey: key.publicJwk, facts: input.facts };
  const answer = await retryPassing(
    // A refused token (401) stays refused; waiting would only hide it.
    () => call('enrollments', { body, answer: EnrollResponse, signal }).catch(stopOnBadToken),
    { ...context, doing: 'enrolling' },
  );
  if ('refusal' in answer) throw answer.refusal;
  const enrollment = { ...answer, serverUrl };
  keepEnrollment(paths.enrollment, enrollment);
  log.info({ instanceId: enrollment.instanceId }, 'enrolled');
  return enrollment;
}

function stopOnBadToken(error: unknown): { refusal: Error } {
  const isRefusal = error instanceof Error && 'code' in error && error.code === 'ENROLLMENT_TOKEN_INVALID';
  if (isRefusal) return { refusal: error };
  throw error;
}

function readTokenFile(path: string | null): string | null {
  return path === null ? null : readFileSync(path, 'utf8').trim() || null;
}

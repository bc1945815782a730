import { EnrollResponse } from '@rustine/contract';
import { factsOf } from './facts.ts';
import { makeAgentKey, type AgentIdentity } from './make-identity.ts';
import type { Wire } from './wire.ts';

/** Enrols an agent as a real one does, with a one-time token. */
export async function enrolAgent(
  wire: Wire,
  { serverUrl, token, hostname }: { readonly serverUrl: string; readonly token: string; readonly hostname: string },
): Promise<AgentIdentity> {
  const key = makeAgentKey();
  const body = { token, publicKey: key.publicJwk, facts: factsOf(hostname) };
  const answer = await wire.call(`${serverUrl}/api/v1/agent/enrollments`, { body });
  return { ...key, ...EnrollResponse.parse(answer) };
}

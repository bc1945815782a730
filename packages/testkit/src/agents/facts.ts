import { createHash } from 'node:crypto';
import type { InstanceFacts } from '@rustine/contract';

/** What a simulated machine tells of itself. */
export function factsOf(hostname: string): InstanceFacts {
  return {
    hostname,
    osFamily: 'LINUX',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    osVersion: '12',
    kernelVersion: '6.1.0-28-amd64',
    architecture: 'x86_64',
    agentVersion: '0.1.0',
  };
}

/** The hash by which a server knows whether it holds these facts (contract, check-in). */
export function hashFacts(facts: InstanceFacts): string {
  const sorted = Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

import type { Looked } from '@rustine/domain';
import type { OpenedProvider } from '../providers/open-provider.ts';
import { PowerFault, type PowerProvider } from '../providers/power-provider.ts';

export type Fault = Extract<Looked, { kind: 'FAULT' }>;

/** What switches the machine of a session, or why nothing does. */
export type OpenedFor = ({ readonly kind: 'OPENED' } & OpenedProvider) | Fault;

export async function look(provider: PowerProvider, ref: string): Promise<Looked> {
  try {
    return { kind: 'SEEN', ...(await provider.state(ref)) };
  } catch (error) {
    return faultOf(error);
  }
}

/** @throws what is no provider's fault */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof PowerFault)) throw error;
  return { kind: 'FAULT', permanent: error.kind === 'PERMANENT', message: error.message };
}

import type { ReactNode } from 'react';
import { faultOf } from '../../api/read-problem.ts';
import { ServerWords } from './server-words.tsx';

/** What the server said of one place of what it was sent, for the field that it came from; null where it is content. */
export function fieldFault(error: unknown, place: string): ReactNode {
  const fault = faultOf(error, place);
  return fault === null ? null : <ServerWords>{fault}</ServerWords>;
}

import { finalInvocationStates, invocationStates, type InvocationState } from '@rustine/contract';
import type { WorkRequest } from '@rustine/sdk';

type Counted = Pick<WorkRequest, 'counts' | 'waiting'> & { readonly state: string };

/** Where a work request, or a wave of it, stands: "2 running" of several instances, "running" of one. */
export function describeCounts({ counts, waiting, state }: Counted): string {
  const all: readonly InvocationState[] = invocationStates;
  const open = all.filter((each) => !finalInvocationStates.some((final) => final === each));
  const parts = [...finalInvocationStates, ...open].flatMap((each) => {
    const number = each === 'PENDING' ? (counts[each] ?? 0) - waiting : (counts[each] ?? 0);
    return number > 0 ? [{ number, words: words(each) }] : [];
  });
  if (waiting > 0) parts.push({ number: waiting, words: 'waiting' });
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  if (total === 0) return words(state);
  return parts.map(({ number, words: said }) => (total === 1 ? said : `${number} ${said}`)).join(', ');
}

function words(state: string): string {
  return state.toLowerCase().replaceAll('_', ' ');
}

import type { PowerOutcome } from '@rustine/contract';
import type { OpenPowerSession } from './open-power-session.ts';

/** What becomes of a machine when a run lets go of it. */
export type Release =
  /** Another run still needs it. */
  | { readonly kind: 'KEEP'; readonly reason: string }
  /** Nothing is to be put back; the reason is empty when nothing was changed. */
  | { readonly kind: 'END'; readonly outcome: PowerOutcome; readonly reason: string }
  | { readonly kind: 'RESTORE' };

/** A machine is switched off again only when we found it off, we started it, and nobody wants it on by now. */
export function decideRelease(
  session: OpenPowerSession,
  { othersNeedIt, restartedByOthers }: { readonly othersNeedIt: boolean; readonly restartedByOthers: boolean },
): Release {
  if (othersNeedIt) return { kind: 'KEEP', reason: 'another run still needs it' };
  if (session.found === 'RUNNING') return { kind: 'END', outcome: 'WAS_ON', reason: '' };
  if (session.starts === 0) return { kind: 'END', outcome: 'CANCELED', reason: '' };
  const leftOn = (reason: string): Release => ({ kind: 'END', outcome: 'LEFT_ON', reason });
  if (session.startedByOther) return leftOn('somebody else had started it at the same moment');
  if (restartedByOthers) return leftOn('somebody restarted it during the run');
  if (session.keepOn) return leftOn('somebody asked for it to stay on');
  if (session.leaveOn) return leftOn('its binding says that it stays on');
  if (!session.abilities.canStop) return leftOn('its provider can only start machines');
  return { kind: 'RESTORE' };
}

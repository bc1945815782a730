import type { KillerStats } from './killer.ts';
import type { Played } from './play-round.ts';

/** What was played, for those who read the test's output. */
export function sumUp(played: readonly Played[], { kills, early, postgres }: KillerStats): string {
  const whole = played.filter(({ plan }) => !plan.short);
  const seconds = whole.map((night) => Math.round(night.seconds)).toSorted((a, b) => a - b);
  const states = Map.groupBy(
    played.flatMap((night) => night.states),
    (state) => state,
  );
  const count = (is: (night: Played) => boolean) => played.filter(is).length;
  const killsOfEach = played.map((night) => night.kills).toSorted((a, b) => a - b);
  return [
    `${played.length} nights, ${played.length - whole.length} of them with a window that closed in the middle; ${count(({ plan }) => plan.cancels)} of those canceled what was at work.`,
    `Servers were killed ${kills} times, ${early} of them before they were ready, PostgreSQL ${postgres} times; kills in one night: ${killsOfEach.join(' ')}.`,
    `Seconds until the end, whole windows: ${seconds.join(' ')}.`,
    `Invocations: ${[...states].map(([state, all]) => `${all.length} ${state}`).join(', ')}.`,
    `Quorum sets in ${count(({ plan }) => plan.quorum)}, health checks in ${count(({ plan }) => plan.check)}; ` +
      `by hand: ${(['BEFORE', 'ASKED', 'ANEW'] as const).map((how) => `${count((night) => night.handActed && night.plan.hand?.how === how)} ${how}`).join(', ')}.`,
  ].join('\n');
}

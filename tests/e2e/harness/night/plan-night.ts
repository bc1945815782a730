import { stepsOf, succeed, type Act, type Behaviour } from '@rustine/testkit/agents';
import type { Random } from './random.ts';

/** Group of six: the canary, three that are on, two that are switched off. */
export const ON = [0, 1, 2, 3] as const;
export const ASLEEP = [4, 5] as const;
export const GROUP_SIZE = ON.length + ASLEEP.length;

export const WORK_DOCUMENT = 'NightWork';
export const CHECK_DOCUMENT = 'NightCheck';
/** What the instance that fails on purpose says. */
export const BROKEN = 'broken on purpose';

/** BEFORE: somebody starts a sleeping one before its turn. ASKED: by the API, while a run has it. ANEW: by its button. */
export type ByHand = 'BEFORE' | 'ASKED' | 'ANEW';

/** What happens in a night; numbers are those of the group's instances. */
export interface NightPlan {
  readonly failing: number;
  readonly rebooting: readonly number[];
  /** Those that reboot make a set of which one may be down. */
  readonly quorum: boolean;
  /** The canary is checked before the rest begins. */
  readonly check: boolean;
  readonly hand: { readonly how: ByHand; readonly who: number } | null;
  /** Its window closes in the middle of it. */
  readonly short: boolean;
  /** Seconds of the window that are left when the job is due. */
  readonly windowSeconds: number;
  /** What is at work when it closes is canceled. */
  readonly cancels: boolean;
}

const LONG_WINDOW_SECONDS = 600;
/** Most of those that follow the canary are at work for so long that the end of their window cuts them off, in milliseconds. */
const CUT_MS_MAX = 80_000;
const REST = [1, 2, 3, 4, 5] as const;

export function planNight(
  random: Random,
  { short, cancels }: { readonly short: boolean; readonly cancels: boolean },
): NightPlan {
  const quorum = random.chance(0.3);
  const rebooting = quorum ? random.some([1, 2, 3], 2) : [random.pick(REST)];
  const how = random.pick<ByHand | null>([null, null, 'BEFORE', 'ASKED', 'ANEW']);
  return {
    failing: random.pick(REST.filter((each) => !rebooting.includes(each))),
    rebooting,
    quorum,
    check: random.chance(0.4),
    hand: how === null ? null : { how, who: random.pick(ASLEEP) },
    short,
    windowSeconds: cancels ? random.int(45, 75) : short ? random.int(6, 25) : LONG_WINDOW_SECONDS,
    cancels,
  };
}

/** How an instance of the group carries out what it is told to. */
export function behaviourIn(plan: NightPlan, who: number, random: Random): Behaviour {
  return (command, instanceId) => {
    if (command.document.name === CHECK_DOCUMENT) return succeed(command, instanceId);
    const steps = stepsOf(command);
    const step = steps[0]!.name;
    const begin: Act[] = [
      { act: 'start', steps },
      { act: 'step-start', step },
      { act: 'print', step, text: 'begun\n' },
      { act: 'wait', ms: random.int(500, plan.cancels && who > 0 ? CUT_MS_MAX : 4000) },
    ];
    if (plan.rebooting.includes(who))
      begin.push({ act: 'reboot', step, offMs: random.int(300, 1500) }, { act: 'print', step, text: 'back\n' });
    if (who !== plan.failing) return [...begin, { act: 'step-end', step }, { act: 'finish' }];
    return [
      ...begin,
      { act: 'step-end', step, state: 'FAILED', exitCode: 7, message: BROKEN },
      { act: 'finish', state: 'FAILED', message: BROKEN },
    ];
  };
}

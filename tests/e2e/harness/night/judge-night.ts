import { judgePower } from './judge-power.ts';
import { judgeExecutions, judgeFinal } from './judge-states.ts';
import { judgeStarts, judgeTruth } from './judge-truth.ts';
import type { NightAccount } from './read-account.ts';

/** All that is not as it should be in a night. */
export function judgeNight(account: NightAccount): string[] {
  return [judgeExecutions, judgeFinal, judgeTruth, judgeStarts, judgePower].flatMap((judge) => judge(account));
}

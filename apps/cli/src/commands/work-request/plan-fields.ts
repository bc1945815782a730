import type { WorkRequestDetail } from '@rustine/sdk';
import { describeForecast } from '../../output/describe-forecast.ts';
import { instant } from '../../output/words.ts';

type Field = readonly [string, string];

/** What a work request says of windows, power, freezes and its forecast, as far as it has any. */
export function planFields(work: WorkRequestDetail): readonly Field[] {
  const fields: Field[] = [];
  if (work.window !== null) {
    const { rule, closesAt } = work.window;
    const which = rule.windowIds === undefined ? 'any that covers the instance' : rule.windowIds.join(', ');
    const closes = closesAt === null ? '' : `; closes ${instant(closesAt)}`;
    const then = rule.atEnd === 'CANCEL' ? 'what runs is canceled' : 'what runs may finish';
    fields.push(['window', `${which}${closes}, then ${then}`]);
  }
  if (work.power === 'WAKE') fields.push(['power', 'who is off is started, and put back afterwards']);
  if (work.freezeOverride !== null) {
    fields.push(['freeze', `overridden by ${work.freezeOverride.by}: ${work.freezeOverride.reason}`]);
  }
  if (work.forecast !== null) fields.push(['forecast', describeForecast(work.forecast)]);
  if (work.jobId !== null) fields.push(['job', work.jobId]);
  if (work.halted !== null) {
    const { wave, reason, until } = work.halted;
    fields.push(['halted', `wave ${wave} failed: ${reason}`]);
    fields.push([
      'to do',
      `rustine work-request resume ${work.id}, retry or cancel; canceled by itself ${instant(until)}`,
    ]);
  }
  return fields;
}

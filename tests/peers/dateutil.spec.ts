import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkSchedule, occurrencesBetween, toRRule } from '@rustine/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMissing } from './harness/find-peers.ts';
import { randomMonthly, randomRule, type AskedRuns } from './harness/random-rules.ts';
import { runToolOrFail } from './harness/run-tool.ts';

const script = fileURLToPath(new URL('python/expand_rules.py', import.meta.url));
const python = '/usr/bin/python3';
const dateutil = ['/usr/lib/python3/dist-packages/dateutil'].find((path) => existsSync(path));
const skip = isMissing({ 'python3-dateutil': dateutil }, "recurrence against Debian's python3-dateutil");

/** The same rules each time: what fails once fails for everybody. */
const SEED = 20_261_129;

/** Where dateutil itself is wrong, and why; such a rule is left out. */
function faultOfDateutil({ schedule }: AskedRuns): string | null {
  const rule = toRRule(schedule) ?? '';
  const has = (part: RegExp) => part.test(rule);
  if (has(/FREQ=WEEKLY/) && has(/BYSETPOS/))
    return 'WEEKLY with BYSETPOS: counts the first week from the start on, not whole';
  if (has(/BYWEEKNO=(.*,)?-?(1|52|53)(,|;|$)/)) return 'BYWEEKNO: cuts a week that lies in two years';
  if (has(/BYWEEKNO/) && !has(/BYDAY|BYMONTHDAY|BYYEARDAY/))
    return 'BYWEEKNO alone: takes all days, not that of the start';
  if (has(/BYDAY=([^;]*,)?-?\d/) && has(/BYDAY=([^;]*,)?[A-Z]/))
    return 'BYDAY: of MO,2TU takes what is both, and not either';
  return null;
}

/** What the other side is asked, by another road than ours where there is one. */
function question({ schedule, from, to }: AskedRuns): object {
  const zone = { timezone: schedule.timezone, from, to };
  if (schedule.kind === 'rrule') {
    const steps = /^FREQ=(HOURLY|MINUTELY)/.test(schedule.rrule) && !schedule.rrule.includes('BY');
    return { ...zone, kind: steps ? 'steps' : 'clock', start: schedule.start, rrule: schedule.rrule };
  }
  if (schedule.kind !== 'repeat') throw new Error(`not asked: ${schedule.kind}`);
  const { nth, monthDay, start, interval, offsetDays = 0 } = schedule;
  const which = nth?.which === 'LAST' ? -1 : nth?.which;
  return {
    ...zone,
    kind: 'months',
    start,
    months: interval,
    days: offsetDays,
    ...(nth === undefined ? { monthDay: monthDay === 'LAST' ? 31 : monthDay } : { nth: { ...nth, which } }),
  };
}

function ours({ schedule, from, to }: AskedRuns): number[] {
  const range = { from: new Date(from * 1000), to: new Date(to * 1000 + 1), limit: 1_000_000 };
  return occurrencesBetween(schedule, range).map(({ at }) => at.getTime() / 1000);
}

/** A rule that is well written and yields nothing is compared too: both must find nothing. */
const isRefused = ({ schedule }: AskedRuns) =>
  checkSchedule(schedule).some(({ message }) => !message.includes('would never run'));

async function compare(what: string, questions: readonly AskedRuns[]) {
  const known = questions.map(faultOfDateutil);
  const asked = questions.filter((_, index) => known[index] === null);
  const input = asked.map((each) => `${JSON.stringify(question(each))}\n`).join('');
  const [head = '', ...lines] = (await runToolOrFail(python, [script], { input, seconds: 240 })).trimEnd().split('\n');
  const theirs = lines.map((line) => JSON.parse(line) as number[]);
  const differing = asked.flatMap((each, index) => {
    const [mine, other] = [ours(each), theirs[index] ?? []];
    if (JSON.stringify(mine) === JSON.stringify(other)) return [];
    const only = (a: readonly number[], b: readonly number[]) =>
      a
        .filter((at) => !b.includes(at))
        .slice(0, 3)
        .map((at) => new Date(at * 1000).toISOString());
    return [{ ...each.schedule, onlyOurs: only(mine, other), onlyTheirs: only(other, mine) }];
  });
  const runs = theirs.reduce((sum, each) => sum + each.length, 0);
  const { dateutil: version } = JSON.parse(head) as { dateutil: string };
  console.log(
    `${what}: ${asked.length - differing.length} of ${asked.length} agree with dateutil ${version} on ${runs} runs; ` +
      `${questions.length - asked.length} left out for known faults of dateutil`,
  );
  return { asked, differing, runs };
}

describe.skipIf(skip)("Debian's python3-dateutil and zoneinfo", () => {
  it('find the same runs of thousands of random rules in eleven zones', async () => {
    const sample = fc.sample(randomRule, { numRuns: 4000, seed: SEED }).filter((each) => !isRefused(each));
    const { asked, differing, runs } = await compare('random rules', sample);
    expect(differing.slice(0, 20)).toEqual([]);
    expect(asked.length).toBeGreaterThan(3000);
    expect(runs).toBeGreaterThan(100_000);
  });

  it("find the same runs of monthly schedules, with the month's end, the nth weekday and a shift in days", async () => {
    const sample = fc.sample(randomMonthly, { numRuns: 2000, seed: SEED });
    const { asked, differing } = await compare('monthly schedules', sample);
    expect(differing.slice(0, 20)).toEqual([]);
    expect(asked).toHaveLength(2000);
  });
});

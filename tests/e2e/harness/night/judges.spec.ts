import { describe, expect, it } from 'vitest';
import { goodNight, nightWith } from './good-night.ts';
import { judgeNight } from './judge-night.ts';
import type { NightAccount } from './read-account.ts';

type Change = Parameters<typeof nightWith>[0];

describe('the judges of a night', () => {
  it('find nothing in one that went well', () => {
    expect(judgeNight(goodNight())).toEqual([]);
  });

  it.each<[string, Change, string]>([
    ['an execution too many', (night) => void night.executions.push(night.executions[0]!), 'has 2 executions'],
    ['a missed execution', (night) => void (night.executions[0]!.state = 'MISSED'), 'is MISSED'],
    ['two work requests of one execution', (night) => void night.work.push(night.work[0]!), 'has 2 work requests'],
    ['work that goes on', (night) => void (night.work[0]!.work.state = 'IN_PROGRESS'), 'wr-1 is IN_PROGRESS'],
    ['a wave that waits', (night) => void (night.work[0]!.work.waves[1]!.state = 'WAITING'), 'wave rest of wr-1'],
    [
      'an open invocation',
      (night) => void (night.work[0]!.invocations[4]!.state = 'POWERING_OFF'),
      'm-4 is POWERING_OFF',
    ],
    [
      'a step that runs',
      (night) => void (night.work[0]!.invocations[3]!.steps[0]!.state = 'RUNNING'),
      'step work of m-3',
    ],
    [
      'a success that was none',
      (night) => void (night.machines[3]!.runs[0]!.end = 'FAILED'),
      'the machine says FAILED',
    ],
    [
      'a failure for another reason',
      (night) => void (night.work[0]!.invocations[1]!.reason = 'lost'),
      'not why it failed',
    ],
    ['a reboot that was none', (night) => void (night.machines[2]!.runs[0]!.boots = ['boot-2a']), 'ran in 1 boots'],
    ['a reboot without proof', (night) => void (night.work[0]!.log = []), 'no log proves'],
    [
      'output that came twice',
      (night) => void (night.work[0]!.invocations[0]!.steps[0]!.stdout.tail = 'begun\n'),
      'm-0: wrote',
    ],
    [
      'a run too many',
      (night) => void night.machines[3]!.runs.push({ ...night.machines[3]!.runs[0]!, invocationId: 'inv-9' }),
      'm-3: ran 2 times',
    ],
    ['an end that was never heard', (night) => void (night.machines[3]!.runs[0]!.told = false), 'was not acknowledged'],
    [
      'a start outside of the window',
      (night) => void (night.closesAt = new Date(night.dueAt.getTime() + 4000)),
      'outside of its window',
    ],
    [
      'a start before the canary is proved',
      (night) => void (night.work[0]!.invocations[0]!.finishedAt = '2026-11-29T22:00:07Z'),
      'before the canary',
    ],
    ['one skipped without need', skipped, 'was skipped at'],
    ['one canceled without need', canceled, 'm-3: is CANCELED'],
    [
      'one that ended well after its window had closed, which was to cancel it',
      (night) => cut(night, 'SUCCEEDED'),
      'm-3: is SUCCEEDED',
    ],
    [
      'one that was on and was started',
      (night) => void night.machines[1]!.events.push({ at: 1, what: 'start', by: 'server', was: 'on' }),
      'm-1: was on',
    ],
    ['a sleeper that was left on', (night) => void (night.machines[4]!.state = 'on'), 'm-4: is on'],
    [
      'a sleeper that was started twice',
      (night) => void night.machines[4]!.events.push(night.machines[4]!.events[0]!),
      'was started 2 times',
    ],
    [
      'an open power session',
      (night) => void (night.machines[4]!.sessions[0]!.phase = 'RESTORING'),
      'session is RESTORING',
    ],
    ['what is told of its power', (night) => void (night.work[0]!.invocations[4]!.power = 'WOKEN'), 'is told WOKEN'],
  ])('find %s', (_what, change, fault) => {
    expect(judgeNight(nightWith(change)).join('\n')).toContain(fault);
  });

  it('bear that one was skipped when its window had closed, and slept on', () => {
    const night: NightAccount = nightWith((told) => {
      skipped(told);
      told.closesAt = new Date('2026-11-29T22:00:08Z');
    });
    expect(judgeNight(night)).toEqual([]);
  });

  it('bear that one was canceled when its window closed', () => {
    expect(judgeNight(nightWith((night) => cut(night, 'CANCELED')))).toEqual([]);
  });

  it.each([
    ['BEFORE', [{ at: 1, what: 'on', by: 'hand', was: 'off' }], null],
    ['ASKED', [{ at: 1, what: 'on', by: 'server', was: 'starting' }], 'LEFT_ON'],
  ] as const)('want one on that somebody started: %s', (how, events, power) => {
    const night = nightWith((told) => {
      Object.assign(told.plan, { hand: { how, who: 5 } });
      Object.assign(told, { handActed: true });
      told.work[0]!.invocations[5]!.power = power;
      Object.assign(told.machines[5]!, { state: 'on', events: [...events] });
    });
    expect(judgeNight(night)).toEqual([]);
    expect(judgeNight({ ...night, machines: night.machines.with(5, { ...night.machines[5]!, state: 'off' }) })).toEqual(
      [`m-5: is off, and was to be on (by hand: ${how})`],
    );
  });
});

/** The last sleeper never ran. */
function skipped(night: Parameters<Change>[0]): void {
  Object.assign(night.work[0]!.invocations[5]!, { state: 'SKIPPED', reason: 'its window closed', power: null });
  night.work[0]!.invocations[5]!.steps = [];
  Object.assign(night.machines[5]!, { runs: [], events: [], sessions: [] });
}

function canceled(night: Parameters<Change>[0]): void {
  night.work[0]!.invocations[3]!.state = 'CANCELED';
  night.machines[3]!.runs[0]!.end = 'CANCELED';
}

/** The window closed while the fourth was at work, and was to cancel that. */
function cut(night: Parameters<Change>[0], state: 'CANCELED' | 'SUCCEEDED'): void {
  canceled(night);
  Object.assign(night.work[0]!.invocations[3]!, { state });
  Object.assign(night.machines[3]!.runs[0]!, { end: state, endedAt: '2026-11-29T22:00:09.100Z' });
  Object.assign(night.plan, { cancels: true });
  night.closesAt = new Date('2026-11-29T22:00:09Z');
}

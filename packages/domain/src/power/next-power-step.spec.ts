import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abilitiesOf } from './abilities.ts';
import { beginLook } from './begin-look.ts';
import { decideRelease } from './decide-release.ts';
import { nextPowerStep, type Looked, type PowerStep } from './next-power-step.ts';
import type { OpenPowerSession } from './open-power-session.ts';

const noon = new Date('2026-03-01T12:00:00Z');
const at = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

const asked: OpenPowerSession = {
  phase: 'WAKING',
  found: null,
  starts: 0,
  startAskedAt: null,
  startedByOther: false,
  marker: null,
  keepOn: false,
  leaveOn: false,
  stopAskedAt: null,
  stopRepeatedAt: null,
  message: '',
  lookedAt: at(0),
  deadlineAt: at(600),
  abilities: abilitiesOf('exec'),
  forceOffAfterSeconds: null,
};
const started: OpenPowerSession = { ...asked, found: 'STOPPED', starts: 1, startAskedAt: at(0) };
const restoring: OpenPowerSession = { ...started, phase: 'RESTORING', marker: 'boot-1', startAskedAt: at(-3600) };
const stopping: OpenPowerSession = { ...restoring, stopAskedAt: at(0), stopRepeatedAt: at(0) };

const seen = (state: Extract<Looked, { kind: 'SEEN' }>['state'], marker: string | null = null): Looked => ({
  kind: 'SEEN',
  state,
  marker,
  said: '',
});
const fault = (permanent: boolean): Looked => ({ kind: 'FAULT', permanent, message: 'no' });

describe('what is done next for a machine', () => {
  it.each<[string, OpenPowerSession, Looked, number, Partial<PowerStep>]>([
    ['one that is off is started', asked, seen('STOPPED'), 0, { kind: 'START' }],
    ['also when nobody looked before the deadline', asked, seen('STOPPED'), 9000, { kind: 'START' }],
    ['one that runs is not', asked, seen('RUNNING', 'a'), 0, { kind: 'AWAKE', marker: 'a' }],
    ['one that was started a moment ago is waited for', started, seen('STOPPED'), 59, { kind: 'WAIT' }],
    ['and told again a minute later', started, seen('STOPPED'), 60, { kind: 'START' }],
    ['one that comes up too late still runs', started, seen('RUNNING'), 700, { kind: 'AWAKE' }],
    [
      'one that does not come up has failed',
      { ...started, startAskedAt: at(580) },
      seen('STOPPED'),
      600,
      { kind: 'WAKE_FAILED', putBack: true },
    ],
    ['one that somebody shuts down is waited for', asked, seen('STOPPING'), 0, { kind: 'WAIT' }],
    ['a provider that is busy is asked again', asked, fault(false), 0, { kind: 'WAIT', fault: 'no' }],
    ['one that does not know it is not', asked, fault(true), 0, { kind: 'WAKE_FAILED', message: 'no', putBack: false }],
    [
      'one that was busy until the deadline has failed',
      asked,
      fault(false),
      600,
      { kind: 'WAKE_FAILED', putBack: false },
    ],
    ['what is put back is stopped', restoring, seen('RUNNING', 'boot-1'), 0, { kind: 'STOP', force: false }],
    ['not what somebody started anew', restoring, seen('RUNNING', 'boot-2'), 0, { kind: 'LEFT_ON' }],
    ['not what somebody asked for', { ...restoring, keepOn: true }, seen('RUNNING'), 0, { kind: 'LEFT_ON' }],
    ['what is off is put back', restoring, seen('STOPPED'), 0, { kind: 'STOPPED' }],
    ['unless it will only come up yet', { ...restoring, startAskedAt: at(0) }, seen('STOPPED'), 10, { kind: 'WAIT' }],
    ['what was told to stop is waited for', stopping, seen('STOPPING'), 30, { kind: 'WAIT' }],
    ['and told again a minute later', stopping, seen('RUNNING', 'boot-1'), 60, { kind: 'STOP', force: false }],
    [
      'hard where that is wanted',
      { ...stopping, forceOffAfterSeconds: 30 },
      seen('STOPPING'),
      30,
      { kind: 'STOP', force: true },
    ],
    ['what somebody started after the stop is left on', stopping, seen('RUNNING', 'boot-2'), 5, { kind: 'LEFT_ON' }],
    [
      'what does not stop has failed',
      { ...stopping, stopRepeatedAt: at(580) },
      seen('RUNNING', 'boot-1'),
      600,
      { kind: 'RESTORE_FAILED' },
    ],
  ])('%s', (_what, session, looked, seconds, step) => {
    expect(nextPowerStep(session, looked, at(seconds))).toMatchObject(step);
  });

  it('does not count the time in which nobody looked', () => {
    expect(beginLook({ lookedAt: at(0), deadlineAt: at(600) }, at(5))).toBe(null);
    expect(beginLook({ lookedAt: at(0), deadlineAt: at(600) }, at(60))).toEqual({
      lookedAt: at(60),
      deadlineAt: at(600),
    });
    expect(beginLook({ lookedAt: at(0), deadlineAt: at(600) }, at(5000))).toEqual({
      lookedAt: at(5000),
      deadlineAt: at(5600),
    });
  });

  it('starts what tells nothing once, and takes it for awake', () => {
    const deaf = { ...asked, abilities: abilitiesOf('wake-on-lan') };
    expect(nextPowerStep(deaf, seen('UNKNOWN'), at(0))).toEqual({ kind: 'START' });
    expect(nextPowerStep({ ...deaf, starts: 1, startAskedAt: at(0) }, seen('UNKNOWN'), at(0)).kind).toBe('AWAKE');
    const release = decideRelease(
      { ...deaf, found: 'UNKNOWN', starts: 1 },
      { othersNeedIt: false, restartedByOthers: false },
    );
    expect(release).toMatchObject({ kind: 'END', outcome: 'LEFT_ON' });
  });
});

/** One machine, a server that is killed at any moment, and a person; time goes by in steps of five seconds. */
interface World {
  readonly isOnAtFirst: boolean;
  /** Looks until a change is seen. */
  readonly latency: number;
  /** At which of its steps the server dies: after what it wrote down, and before or after the call. */
  readonly deaths: readonly { readonly step: number; readonly beforeCall: boolean; readonly downSeconds: number }[];
  /** When a run lets go, in steps. */
  readonly releaseAt: number;
}

const worlds = fc.record<World>({
  isOnAtFirst: fc.boolean(),
  latency: fc.integer({ min: 0, max: 20 }),
  deaths: fc.array(
    fc.record({
      step: fc.integer({ min: 0, max: 200 }),
      beforeCall: fc.boolean(),
      downSeconds: fc.integer({ min: 0, max: 5000 }),
    }),
    { maxLength: 8 },
  ),
  releaseAt: fc.integer({ min: 0, max: 250 }),
});

function live({ isOnAtFirst, latency, deaths, releaseAt }: World) {
  let seconds = 0;
  let isOn = isOnAtFirst;
  let boots = 0;
  let change: { readonly to: boolean; due: number } | undefined;
  const faults: string[] = [];
  let session: OpenPowerSession | undefined = asked;
  const call = (to: boolean) => {
    if (to && (isOn || change?.to === true)) faults.push('started what runs');
    if (!to && isOnAtFirst) faults.push('stopped what was on');
    if (isOn !== to) change ??= { to, due: latency };
  };
  const stateNow = (): Looked => {
    if (change !== undefined && change.due-- <= 0) {
      isOn = change.to;
      boots += isOn ? 1 : 0;
      change = undefined;
    }
    if (change !== undefined) return seen(change.to ? 'STARTING' : 'STOPPING');
    return isOn ? seen('RUNNING', `boot-${boots}`) : seen('STOPPED');
  };
  for (let step = 0; session !== undefined; step += 1) {
    if (step > 3000) return { faults: [...faults, 'never ends'], isOn };
    const death = deaths.find((each) => each.step === step);
    const now = at((seconds += 5 + (death?.downSeconds ?? 0)));
    if (step >= releaseAt && session.phase !== 'RESTORING') {
      const release = decideRelease(session, { othersNeedIt: false, restartedByOthers: false });
      session =
        release.kind === 'RESTORE'
          ? { ...session, phase: 'RESTORING', lookedAt: now, deadlineAt: at(seconds + 600) }
          : undefined;
      continue;
    }
    session = { ...session, ...beginLook(session, now) };
    const next = nextPowerStep(session, stateNow(), now);
    switch (next.kind) {
      case 'START':
        session = { ...session, found: 'STOPPED', starts: session.starts + 1, startAskedAt: now, marker: null };
        if (session.starts === 1) session = { ...session, deadlineAt: at(seconds + 600) };
        if (death?.beforeCall !== true) call(true);
        break;
      case 'STOP':
        if (session.stopAskedAt === null) session = { ...session, deadlineAt: at(seconds + 600) };
        session = { ...session, stopAskedAt: session.stopAskedAt ?? now, stopRepeatedAt: now };
        if (death?.beforeCall !== true) call(false);
        break;
      case 'AWAKE':
        session = { ...session, found: session.found ?? 'RUNNING', marker: next.marker };
        break;
      case 'WAKE_FAILED':
      case 'RESTORE_FAILED':
      case 'LEFT_ON':
        return { faults: [...faults, next.kind], isOn };
      case 'STOPPED':
        session = undefined;
        break;
      case 'WAIT':
        break;
      default:
        next satisfies never;
    }
  }
  return { faults, isOn };
}

describe('whenever the server dies, and for however long', () => {
  it('nothing is started that runs, nothing is stopped that was on, and all is at last as it was found', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expect(live(world)).toEqual({ faults: [], isOn: world.isOnAtFirst });
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFinal } from '@rustine/domain';
import { weigh } from './change-invocation.ts';
import { changeReboot, inMinutes, owedReboot, type RebootEvent } from './change-reboot.ts';
import type { LockedInvocation } from './sql/lock-invocation.ts';

const at = new Date('2026-03-01T12:00:00Z');
const running: LockedInvocation = {
  id: 'inv-1',
  workRequestId: 'wr-1',
  instanceId: 'mi-1',
  state: 'RUNNING',
  reason: '',
  deadlineAt: at,
  timeoutSeconds: 60,
  lastEventSeq: 2,
  lastEventAt: at,
  bootId: 'boot-1',
  rebootRequired: null,
  rebootStep: null,
  rebootFromBootId: null,
  rebootSeconds: null,
  reboots: 0,
  agentState: null,
  agentMessage: null,
  createdAt: at,
  releasedAt: at,
  offeredAt: at,
  deliveredAt: at,
  startedAt: at,
  finishedAt: null,
  windowName: null,
  startUntil: null,
  windowClosesAt: null,
  cancelReason: null,
  power: null,
  wokenAt: null,
  restartedByOthers: false,
  outcomeState: null,
  outcomeReason: null,
};
const noReports = {
  granted: 0,
  uploaded: 0,
  ingested: 0,
  quarantined: [],
  failed: [],
  manifest: { state: 'ABSENT' },
} as const;

const envelope = { invocationId: 'inv-1', seq: 1, at: at.toISOString() };
const bootId = fc.constantFrom('boot-1', 'boot-2', 'boot-3');
const step = fc.constantFrom('one', 'two');
const anyEvent: fc.Arbitrary<RebootEvent> = fc.oneof(
  fc.record({ step, bootId, deadlineSeconds: fc.integer({ min: 1, max: 86_400 }) }).map((told) => ({
    ...envelope,
    type: 'rebooting' as const,
    ...told,
  })),
  fc.record({ step, bootId }).map((told) => ({ ...envelope, type: 'rebooted' as const, ...told })),
);

/** The boot of the last wish that no other boot has followed. */
function stillOwed(events: readonly RebootEvent[]): string | null {
  let owed: string | null = null;
  for (const event of events) {
    if (event.type === 'rebooting') owed = event.bootId;
    else if (event.bootId !== owed) owed = null;
  }
  return owed;
}

it('a reboot is owed from the wish until another boot id comes, whatever else is told, and until then there is no success', () => {
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      const after = events.reduce((invocation, event) => changeReboot(invocation, event).after, running);
      const owed = stillOwed(events);
      expect(owedReboot(after)?.bootId ?? null).toBe(owed);
      expect(after.state === 'REBOOTING').toBe(owed !== null);
      const said = { ...after, agentState: 'SUCCEEDED' as const, agentMessage: '' };
      const ended = weigh(said, { reports: noReports, at });
      expect(isFinal(ended.state)).toBe(true);
      expect(ended.state === 'SUCCEEDED').toBe(owed === null);
      expect(after.reboots).toBeLessThanOrEqual(events.filter(({ type }) => type === 'rebooting').length);
    }),
  );
});

it.each([
  [1, '1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [2400, '40 minutes'],
])('%i seconds are told as %s', (seconds, words) => expect(inMinutes(seconds)).toBe(words));

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideLease, LEASE_WAIT_SECONDS_MAX, type QuorumMember } from './decide-lease.ts';

const member = (name: string, how: Partial<QuorumMember> = {}): QuorumMember => ({
  name,
  leased: false,
  up: true,
  ...how,
});
const set = (others: readonly QuorumMember[], maxDown = 1) => ({ setName: 'pg', maxDown, others });

describe('decideLease', () => {
  it('lets one reboot when all others are up', () => {
    expect(decideLease([set([member('db-2'), member('db-3')])], 0)).toEqual({ decision: 'GRANTED' });
  });

  it.each([
    [member('db-2', { leased: true }), 'db-2 reboots'],
    [member('db-2', { up: false }), 'db-2 is not heard of'],
  ])('lets one wait for another that is down, and names it', (other, words) => {
    expect(decideLease([set([other, member('db-3')])], 0)).toEqual({
      decision: 'WAIT',
      reason: `It waits to reboot: of the quorum set pg at most one may be down at a time, and ${words}.`,
    });
  });

  it('asks all sets of an instance', () => {
    expect(decideLease([set([member('a')]), set([member('b', { up: false })])], 0).decision).toBe('WAIT');
  });

  it('is over after the longest wait', () => {
    const down = [set([member('db-2', { up: false })])];
    expect(decideLease(down, LEASE_WAIT_SECONDS_MAX - 1).decision).toBe('WAIT');
    expect(decideLease(down, LEASE_WAIT_SECONDS_MAX).decision).toBe('DENIED');
  });

  it('never lets more be down than allowed', () => {
    const others = fc.array(fc.record({ name: fc.constant('x'), leased: fc.boolean(), up: fc.boolean() }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(others, fc.integer({ min: 1, max: 5 }), (all, maxDown) => {
        const { decision } = decideLease([set(all, maxDown)], 0);
        const down = all.filter(({ leased, up }) => leased || !up).length;
        expect(decision === 'GRANTED').toBe(down + 1 <= maxDown);
      }),
    );
  });
});

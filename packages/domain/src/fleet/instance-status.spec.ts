import { describe, expect, it } from 'vitest';
import { instanceStatus } from './instance-status.ts';

const now = new Date('2026-11-21T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('the status of an instance', () => {
  it.each([
    { seen: secondsAgo(0), status: 'ONLINE' },
    { seen: secondsAgo(300), status: 'ONLINE' },
    { seen: secondsAgo(301), status: 'STALE' },
    { seen: secondsAgo(3600), status: 'STALE' },
    { seen: secondsAgo(3601), status: 'OFFLINE' },
    { seen: null, status: 'OFFLINE' },
    { seen: secondsAgo(-30), status: 'ONLINE' },
  ])('is $status when last seen at $seen', ({ seen, status }) => {
    expect(instanceStatus({ lastSeenAt: seen, rebooting: false }, now)).toBe(status);
  });

  it.each([secondsAgo(0), secondsAgo(7200), null])('is REBOOTING while a run restarts it, last seen at %s', (seen) => {
    expect(instanceStatus({ lastSeenAt: seen, rebooting: true }, now)).toBe('REBOOTING');
  });

  it.each([
    { stopped: secondsAgo(60), seen: secondsAgo(90), status: 'STOPPED' },
    { stopped: secondsAgo(60), seen: null, status: 'STOPPED' },
    { stopped: secondsAgo(90), seen: secondsAgo(60), status: 'ONLINE' },
  ])('is $status when switched off at $stopped and last seen at $seen', ({ stopped, seen, status }) => {
    expect(instanceStatus({ lastSeenAt: seen, rebooting: false, stoppedAt: stopped }, now)).toBe(status);
  });
});

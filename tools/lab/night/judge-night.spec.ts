import { describe, expect, it } from 'vitest';
import { judgeMachine, REFUSAL } from './judge-night.ts';
import { canary, entryOf, openssl } from './testing/night-entries.ts';

describe('the account of one machine', () => {
  it.each(['CANARY', 'SLEEPER', 'REFUSER', 'REBOOTER'] as const)('that is true has no faults: %s', (role) => {
    expect(judgeMachine(entryOf(role), canary)).toEqual([]);
  });

  it('is wrong where a run that was to succeed did not, or changed nothing', () => {
    const failed = entryOf('SLEEPER', { invocation: { state: 'TIMED_OUT', reason: 'no answer' } });
    expect(judgeMachine(failed, canary)).toContain('its run is TIMED_OUT: no answer');
    const idle = entryOf('REBOOTER', { changes: [] });
    expect(judgeMachine(idle, canary)).toContain(
      'its run succeeded and changed nothing, although updates were pending',
    );
  });

  it('is wrong where the refuser succeeds, or fails for another reason', () => {
    const obeyed = entryOf('REFUSER', { invocation: { state: 'SUCCEEDED', reason: '' } });
    expect(judgeMachine(obeyed, canary)).toContain(`its run is SUCCEEDED although ${REFUSAL}`);
    const other = entryOf('REFUSER', { invocation: { state: 'FAILED', reason: 'disk full' } });
    expect(judgeMachine(other, canary)).toContain(`the reason does not say that ${REFUSAL}: disk full`);
  });

  it('is wrong where dpkg shows a change that was not told, or another version than the canary’s', () => {
    const { testimony } = entryOf('SLEEPER');
    const after = { ...testimony.after, packages: new Map([...testimony.after.packages, ['jq:amd64', '2']]) };
    expect(judgeMachine(entryOf('SLEEPER', {}, { after }), canary)).toContain(
      'dpkg shows it, but it was not told: jq:amd64  2',
    );
    const ahead = { ...testimony.after, packages: new Map([['openssl:amd64', '4']]) };
    const told = [{ ...openssl, newVersion: '4' }];
    expect(judgeMachine(entryOf('SLEEPER', { changes: told }, { after: ahead }), canary)).toEqual([
      'openssl:amd64 is 4, on the canary 3',
    ]);
  });

  it('is wrong where a reboot was not told, or told and not had', () => {
    expect(judgeMachine(entryOf('REBOOTER', { reboot: null }), canary)).toEqual([
      'the run tells of no reboot; the machine came up as boot-0, boot-2',
    ]);
    expect(judgeMachine(entryOf('SLEEPER', { reboot: { before: 'boot-1', after: 'boot-2' } }), canary)).toEqual([
      'the run tells of a reboot from boot-1 to boot-2; the machine came up as boot-1',
    ]);
    expect(judgeMachine(entryOf('SLEEPER', {}, { boots: [] }), canary)).toEqual([
      'the run tells of no reboot; the machine came up as nothing',
    ]);
  });

  it('is wrong where a sleeper is left on, woken twice, or not what the server says', () => {
    expect(judgeMachine(entryOf('SLEEPER', {}, { isOn: true, switched: ['start'] }), canary)).toEqual([
      'it was off and is on',
      'it was told to start, and not to start, stop',
    ]);
    expect(
      judgeMachine(entryOf('SLEEPER', { invocation: { power: 'LEFT_ON' }, session: null, powerState: null }), canary),
    ).toEqual([
      'the run says of its power LEFT_ON',
      'the server says of its power: nothing',
      'the server last heard that it is unknown',
    ]);
  });

  it('is wrong where a machine that was on is touched, or off in the end', () => {
    expect(
      judgeMachine(
        entryOf('REBOOTER', { invocation: { power: 'WOKEN' } }, { switched: ['stop'], isOn: false }),
        canary,
      ),
    ).toEqual([
      'it was on and is off',
      'it was told to stop, and not to do nothing',
      'the server says that it woke it, and it was on all the time',
    ]);
  });
});

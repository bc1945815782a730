import { COMMAND_TYPE, type CommandClaims } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { decideCommand, type CommandContext, type Standing } from './decide-command.ts';
import { hashText } from './open-command.ts';

const uuid = '00000000-0000-7000-8000-00000000000';
const now = Date.parse('2026-11-21T12:00:00Z');
const content = '{"schemaVersion":"2.2"}';
const claims: CommandClaims = {
  iss: 'srv-1',
  aud: `mi-${uuid}1`,
  jti: `inv-${uuid}2`,
  iat: now / 1000 - 10,
  exp: now / 1000 + 10,
  workRequestId: `wr-${uuid}3`,
  document: { name: 'D', version: 1, sha256: hashText(content), content },
  parameters: {},
  timeoutSeconds: 60,
};
const context = (standing: Standing, at = now): CommandContext => ({
  invocationId: claims.jti,
  serverId: 'srv-1',
  instanceId: claims.aud,
  now: at,
  standingOf: () => standing,
});
const decide = (given: CommandContext, payload: unknown = claims) =>
  decideCommand({ signature: 'valid', type: COMMAND_TYPE, payload }, given);

describe('decideCommand', () => {
  it('accepts what is signed, ours, in time, whole and new', () => {
    expect(decide(context('unknown'))).toEqual({ kind: 'accept', claims });
  });

  it('allows the clocks a minute, and no more', () => {
    expect(decide(context('unknown', now + 69_000))).toMatchObject({ kind: 'accept' });
    expect(decide(context('unknown', now + 70_000))).toMatchObject({ kind: 'refuse', code: 'EXPIRED' });
  });

  it('takes nothing from the moment on at which its window lets nothing start, not a second longer', () => {
    const startUntil = now / 1000 + 5;
    expect(decide(context('unknown', now + 4_999), { ...claims, startUntil })).toMatchObject({ kind: 'accept' });
    expect(decide(context('unknown', now + 5_000), { ...claims, startUntil })).toMatchObject({
      kind: 'refuse',
      code: 'WINDOW_CLOSED',
      message:
        'nothing may start from 2026-11-21T12:00:05Z on, by its window or a freeze, and it had not begun by then',
    });
    expect(decide(context('open', now + 5_000), { ...claims, startUntil })).toEqual({ kind: 'known' });
  });

  it('knows a command again, also when it has expired since', () => {
    expect(decide(context('open', now + 3_600_000))).toEqual({ kind: 'known' });
    expect(decide(context('closed', now + 3_600_000))).toMatchObject({ code: 'REPLAYED' });
  });

  it('believes nothing of a command for another before looking at its id', () => {
    expect(decide(context('open'), { ...claims, aud: `mi-${uuid}9` })).toMatchObject({ code: 'WRONG_AUDIENCE' });
    expect(decide(context('open'), { ...claims, iss: 'srv-2' })).toMatchObject({ code: 'WRONG_ISSUER' });
  });
});

import { fileURLToPath } from 'node:url';
import { COMMAND_TYPE } from '@rustine/contract';
import { createEnrollmentToken, listInstalledSoftware, listInstances, unwrap } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse, type House } from '../e2e/harness/open-house.ts';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { findPythonPeer, isMissing } from './harness/find-peers.ts';
import { startScan, waitForEnd, type Run } from './harness/run-scan.ts';
import { runToolOrFail } from './harness/run-tool.ts';

const python = findPythonPeer('python');
const skip = isMissing({ 'PyJWT and cryptography': python }, 'an agent in Python');
const script = fileURLToPath(new URL('python/agent.py', import.meta.url));

interface Seen {
  readonly instanceId: string;
  readonly invocationId: string;
  readonly factsWanted: boolean;
  readonly refused: Record<string, number>;
  readonly header: Record<string, string>;
  readonly claims: Record<string, string>;
  readonly documentHashHolds: boolean;
  readonly refusals: Record<string, string | null>;
  readonly uploaded: number[];
  readonly verified: { verified: boolean };
  readonly packages: [name: string, version: string, publisher: string, size: string][];
}

describe.skipIf(skip)('an agent that others wrote, in Python with PyJWT and cryptography', () => {
  let house: House;
  let seen: Seen;
  let run: Run;

  beforeAll(async () => {
    house = await openHouse();
    await house.startServer();
    const client = await house.client();
    const enrollment = await unwrap(createEnrollmentToken({ client, body: {} }));
    const agent = runToolOrFail(python!, [script, house.url], { input: enrollment.token });
    const instanceId = async () => (await unwrap(listInstances({ client }))).items[0]?.id;
    // An agent that ends early says why; waiting for it to enrol would not.
    const enrolled = await Promise.race([waitUntil('the agent has enrolled', instanceId), agent.then(() => undefined)]);
    const workRequestId = await startScan(house, enrolled!);
    seen = JSON.parse(await agent) as Seen;
    run = await waitForEnd(house, workRequestId);
  });

  afterAll(() => house?.[Symbol.asyncDispose]());

  it('signs tokens that the server takes, and none that it should not take', () => {
    expect(seen.factsWanted).toBe(false);
    expect(seen.refused).toEqual({
      expired: 401,
      for_another_server: 401,
      old_though_not_expired: 401,
      with_a_nul: 400,
      signed_by_another_key: 401,
    });
  });

  it('verifies the command by the key that it was given at enrolment', () => {
    expect(seen.header).toMatchObject({ alg: 'EdDSA', typ: COMMAND_TYPE });
    const { instanceId, invocationId } = seen;
    expect(seen.claims).toMatchObject({ aud: instanceId, jti: invocationId, workRequestId: run.work.id });
    expect(seen.documentHashHolds).toBe(true);
    expect(seen.refusals).toEqual({
      tampered: 'InvalidSignatureError',
      for_another_instance: 'InvalidAudienceError',
      of_another_server: 'InvalidIssuerError',
    });
  });

  it('carries a run to SUCCEEDED with a report and a manifest that Python wrote', async () => {
    expect(seen.uploaded.every((status) => status < 300)).toBe(true);
    expect(seen.verified.verified).toBe(true);
    expect(run.work.state, JSON.stringify(run.work.invocations)).toBe('SUCCEEDED');
    expect(run.reports).toMatchObject([{ kind: 'software-inventory', state: 'INGESTED', rows: seen.packages.length }]);
    const client = await house.client();
    const { items } = await unwrap(listInstalledSoftware({ client, path: { instanceId: seen.instanceId } }));
    const shown = items.map(({ name, version, publisher, sizeBytes }) => ({ name, version, publisher, sizeBytes }));
    const written = seen.packages.map(([name, version, publisher, size]) => ({
      name,
      version,
      publisher,
      sizeBytes: size === '' ? null : Number(size),
    }));
    expect(shown).toHaveLength(written.length);
    expect(shown).toEqual(expect.arrayContaining(written));
  });
});

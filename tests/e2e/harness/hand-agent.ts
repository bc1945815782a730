import { createHash } from 'node:crypto';
import {
  AgentInbox,
  EnrollResponse,
  GrantsResponse,
  VerifyUploadResponse,
  type AgentEvent,
  type Grant,
  type ReportKind,
  type ReportManifest,
} from '@rustine/contract';
import { createEnrollmentToken, unwrap } from '@rustine/sdk';
import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { House } from './open-house.ts';
import { waitUntil } from './wait-until.ts';

type EventBody = AgentEvent extends infer Each
  ? Each extends AgentEvent
    ? Omit<Each, 'invocationId' | 'seq' | 'at'>
    : never
  : never;

/** An instance that the test plays itself, over the real protocol, to send what no agent of ours would. */
export interface HandAgent {
  readonly instanceId: string;
  readonly token: () => Promise<string>;
  readonly post: (path: string, body: unknown) => Promise<Response>;
  /** Waits for a command, accepts it and starts it with these steps. */
  readonly accept: (steps?: { name: string; action: string }[]) => Promise<string>;
  readonly tell: (invocationId: string, ...events: EventBody[]) => Promise<void>;
  readonly grant: (invocationId: string, kind: ReportKind, content: Buffer) => Promise<Grant>;
  readonly put: (grant: Grant, content: Buffer) => Promise<Response>;
  readonly verify: (key: string) => Promise<VerifyUploadResponse>;
  /** Signs and uploads the manifest of what was granted, which has to come for a run to succeed. */
  readonly putManifest: (invocationId: string, reports: ReportManifest['reports']) => Promise<Response>;
}

export const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

async function parsed<T>(response: Response, schema: { parse: (value: unknown) => T }): Promise<T> {
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return schema.parse(body);
}

/** Enrols with the token given, or with one of its own. */
export async function enrollByHand(house: House, enrollmentToken?: string): Promise<HandAgent> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const { x } = await exportJWK(publicKey);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: x! } as const;
  const kid = await calculateJwkThumbprint(jwk);
  const ownToken = async () => (await unwrap(createEnrollmentToken({ client: await house.client(), body: {} }))).token;
  const facts = {
    hostname: `hand-${kid.slice(0, 6)}`,
    osFamily: 'LINUX',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    osVersion: '12',
    kernelVersion: '6.1.0',
    architecture: 'x86_64',
    agentVersion: '0.1.0',
  };
  const api = `${house.url}/api/v1/agent`;
  const enrolled = await parsed(
    await fetch(`${api}/enrollments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: enrollmentToken ?? (await ownToken()), publicKey: jwk, facts }),
    }),
    EnrollResponse,
  );
  const { instanceId, serverId } = enrolled;

  const token = () =>
    new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(instanceId)
      .setSubject(instanceId)
      .setAudience(serverId)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(privateKey);
  const send = async (path: string, init: RequestInit, headers: Record<string, string> = {}) =>
    fetch(`${api}/${path}`, { ...init, headers: { ...headers, authorization: `Bearer ${await token()}` } });
  const post = (path: string, body: unknown) =>
    send(path, { method: 'POST', body: JSON.stringify(body) }, { 'content-type': 'application/json' });

  const seqs = new Map<string, number>();
  const tell: HandAgent['tell'] = async (invocationId, ...events) => {
    const numbered = events.map((event) => {
      const seq = (seqs.get(invocationId) ?? 0) + 1;
      seqs.set(invocationId, seq);
      return { ...event, invocationId, seq, at: new Date().toISOString() };
    });
    const response = await post('events', { events: numbered });
    if (!response.ok) throw new Error(`events: ${response.status} ${await response.text()}`);
  };

  const put: HandAgent['put'] = (grant, content) =>
    fetch(grant.url, {
      method: 'PUT',
      headers: { ...grant.headers, 'content-length': String(content.length) },
      body: new Uint8Array(content),
    });
  const putManifest: HandAgent['putManifest'] = async (invocationId, reports) => {
    const manifest: ReportManifest = { schemaVersion: '1', invocationId, instanceId, reports };
    const jws = await new CompactSign(Buffer.from(JSON.stringify(manifest)))
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'rustine-manifest+jws' })
      .sign(privateKey);
    const content = Buffer.from(jws);
    const body = { invocationId, reports: [], manifest: { sizeBytes: content.length, sha256: sha256(content) } };
    const granted = await parsed(await post('grants', body), GrantsResponse);
    return put(granted.manifest!, content);
  };

  return {
    instanceId,
    token,
    post,
    tell,
    accept: async (steps = []) => {
      const invocationId = await waitUntil('a command is in the inbox', async () => {
        const inbox = await parsed(await send('inbox', { method: 'GET' }), AgentInbox);
        return inbox.commands[0]?.invocationId;
      });
      await tell(invocationId, { type: 'accepted', bootId: 'b' }, { type: 'started', steps });
      return invocationId;
    },
    grant: async (invocationId, kind, content) => {
      const body = { invocationId, reports: [{ kind, sizeBytes: content.length, sha256: sha256(content) }] };
      const { grants } = await parsed(await post('grants', body), GrantsResponse);
      return grants[0]!.grant;
    },
    put,
    putManifest,
    verify: async (key) => parsed(await post('uploads/verify', { key }), VerifyUploadResponse),
  };
}

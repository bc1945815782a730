import { lookup } from 'node:dns/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { VerifyUploadResponse } from '@rustine/contract';
import { readKeyFile } from '../checkin/agent-key.ts';
import { request, serverCaller, ServerRefusedError } from '../checkin/call-server.ts';
import type { Enrollment } from '../checkin/enrollment-file.ts';
import { createReachability } from '../checkin/reachability.ts';
import { proxyFor } from '../checkin/route-network.ts';
import type { ServerClock } from '../checkin/server-clock.ts';
import { tokenSigner } from '../checkin/sign-token.ts';
import type { ProxySetting } from '../config.ts';
import { about, type Finding } from './finding.ts';

const STEP_MS_MAX = 10_000;
/** The agent reckons with the server's clock, so this harms only logs, certificates and the machine's other programs. */
const CLOCK_OFFSET_SECONDS_MAX = 60;
const CERTIFICATE_DAYS_MIN = 14;

export interface ServerSubject {
  readonly serverUrl: string;
  readonly proxy: ProxySetting;
}

/**
 * Name, connection, certificate and answer, each by itself and in this order; what comes after the first that fails is
 * skipped. Behind a proxy the first two are the proxy's, since it is the proxy that goes on from there.
 */
export async function checkServer({ serverUrl, proxy }: ServerSubject, clock: ServerClock): Promise<Finding[]> {
  const server = new URL(serverUrl);
  const through = proxyFor(server, proxy);
  const next = through === null ? server : new URL(through);
  const findings: Finding[] = [];
  const steps = [
    () => checkName(next),
    () => checkConnection(next),
    ...(through === null && server.protocol === 'https:' ? [() => checkCertificate(server)] : []),
    () => checkAnswer(server, { through: through === null ? null : next.host, clock }),
  ];
  for (const step of steps) {
    const found = await step();
    findings.push(...found);
    if (found.some(({ verdict }) => verdict === 'problem')) break;
  }
  return findings;
}

async function checkName({ hostname }: URL): Promise<Finding[]> {
  const { good, problem } = about('name');
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  try {
    const found = await lookup(host, { all: true });
    return [good(`${host} is ${found.map(({ address }) => address).join(', ')}`)];
  } catch (error) {
    return [
      problem(`${host} has no address: ${(error as Error).message}`, 'check the name and the resolver of this machine'),
    ];
  }
}

async function checkConnection(url: URL): Promise<Finding[]> {
  const { good, problem } = about('connection');
  const socket = connectTcp({ host: hostOf(url), port: portOf(url) });
  try {
    await whenOpen(socket, 'connect');
    return [good(`to ${socket.remoteAddress} port ${portOf(url)}`)];
  } catch (error) {
    return [
      problem(
        `to ${url.host}: ${(error as Error).message}`,
        'is it running, and does a firewall let this machine reach it?',
      ),
    ];
  } finally {
    socket.destroy();
  }
}

async function checkCertificate(url: URL): Promise<Finding[]> {
  const { good, warning, problem } = about('certificate');
  const host = hostOf(url);
  // An address has no name to ask for.
  const socket = connectTls({ host, port: portOf(url), ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) });
  try {
    await whenOpen(socket, 'secureConnect');
    const { valid_to: until } = socket.getPeerCertificate();
    const days = (Date.parse(until) - Date.now()) / 86_400_000;
    return days < CERTIFICATE_DAYS_MIN
      ? [warning(`trusted, but only until ${until}`, 'have the server’s certificate renewed')]
      : [good(`trusted, until ${until}`)];
  } catch (error) {
    const { message, code = '' } = error as NodeJS.ErrnoException;
    const remedy = /ISSUER|SELF_SIGNED|UNABLE_TO/.test(code)
      ? 'name the file of your own authority’s certificate in RUSTINE_CA_FILE'
      : 'check the server’s certificate, and the clock of this machine';
    return [problem(`of ${url.host} is not trusted: ${message}`, remedy)];
  } finally {
    socket.destroy();
  }
}

async function checkAnswer(
  server: URL,
  { through, clock }: { through: string | null; clock: ServerClock },
): Promise<Finding[]> {
  const { good, problem } = about('answer');
  try {
    const url = new URL('healthz', `${server.href.replace(/\/$/, '')}/`).href;
    const response = await request(url, { signal: AbortSignal.timeout(STEP_MS_MAX) });
    await response.body?.cancel();
    if (!response.ok)
      return [problem(`${url} answers ${response.status}`, 'is this the address of a Rustine server, without a path?')];
    const date = response.headers.get('date');
    if (date !== null) clock.observe(date);
    return [good(`the server is well${through === null ? '' : `, through the proxy ${through}`}`), checkClock(date)];
  } catch (error) {
    return [
      problem(
        (error as Error).message,
        through === null ? 'look at the server’s log' : `look at the log of the proxy ${through}`,
      ),
    ];
  }
}

function checkClock(date: string | null): Finding {
  const { good, warning, skipped } = about('clock');
  if (date === null) return skipped('the server did not tell the time');
  const seconds = Math.round((Date.now() - Date.parse(date)) / 1000);
  if (Math.abs(seconds) <= CLOCK_OFFSET_SECONDS_MAX) return good(`within ${Math.abs(seconds)} seconds of the server’s`);
  return warning(
    `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the server’s`,
    'let a time service set it; the agent itself goes by the server’s clock',
  );
}

/** A call that changes nothing, with a token as the agent signs them: whether this object is whole, which nobody uploaded. */
export async function checkToken(
  { keyPath, enrolled, serverUrl }: { keyPath: string; enrolled: Enrollment; serverUrl: string },
  clock: ServerClock,
): Promise<Finding> {
  const { good, problem } = about('token');
  const key = await readKeyFile(keyPath);
  if (key === null) return problem(`${keyPath} is not there`, 'put it back from a backup');
  const signToken = tokenSigner(key, { ...enrolled, clock });
  const call = serverCaller(serverUrl, { signToken, clock, reachability: createReachability() });
  try {
    await call('uploads/verify', {
      body: { key: 'doctor' },
      answer: VerifyUploadResponse,
      signal: AbortSignal.timeout(STEP_MS_MAX),
    });
    return good('the server knows this agent');
  } catch (error) {
    if (error instanceof ServerRefusedError && error.code !== null && error.status !== 401)
      return error.status < 500
        ? good(`the server knows this agent as ${enrolled.instanceId}`)
        : problem(`the server cannot answer: ${error.message}`, 'look at the server’s log');
    return problem(
      `the server does not take this agent’s token: ${(error as Error).message}`,
      `was ${enrolled.instanceId} removed, or is it another server? Purge the agent and enrol anew if so`,
    );
  }
}

function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/g, '');
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** Rejects when the socket fails or takes too long. */
async function whenOpen(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once(event, resolve).once('error', reject);
    socket.setTimeout(STEP_MS_MAX, () => reject(new Error(`nothing came back within ${STEP_MS_MAX / 1000} seconds`)));
  });
}

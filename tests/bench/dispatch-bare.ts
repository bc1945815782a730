import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentInbox, PostEventsResponse } from '@rustine/contract';
import { signToken, type AgentIdentity, type Wire } from '@rustine/testkit/agents';

/** About what an inbox with one small command weighs. */
const JWS_BYTES = 1500;

/** The client's side: each agent fetches once and tells once, all at the same time, signed as ever. Milliseconds. */
export async function fetchBare(
  wire: Wire,
  url: string,
  identities: readonly AgentIdentity[],
): Promise<{ milliseconds: number }> {
  const started = performance.now();
  await Promise.all(
    identities.map(async (identity) => {
      const { commands } = AgentInbox.parse(await wire.call(`${url}/inbox`, { token: signToken(identity) }));
      const invocationId = commands[0]?.invocationId ?? '';
      const events = [{ type: 'accepted', invocationId, seq: 1, at: new Date().toISOString(), bootId: invocationId }];
      PostEventsResponse.parse(await wire.call(`${url}/events`, { token: signToken(identity), body: { events } }));
    }),
  );
  return { milliseconds: performance.now() - started };
}

async function serve(): Promise<void> {
  const invocationId = `inv-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;
  const inbox = JSON.stringify({ commands: [{ invocationId, jws: 'x'.repeat(JWS_BYTES) }], cancel: [] });
  const acknowledged = JSON.stringify({ acknowledged: { [invocationId]: 1 } });
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(request.url === '/inbox' ? inbox : acknowledged);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

if (import.meta.main) await serve();

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LINK_PING_SECONDS } from '@rustine/contract';

export interface PingServer {
  readonly port: number;
  readonly close: () => void;
}

/** Answers each request with a stream that pings as the server's links do, and never ends. */
export async function openPingServer(): Promise<PingServer> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const ping = () => response.write('event: ping\ndata:\n\n');
    ping();
    const timer = setInterval(ping, LINK_PING_SECONDS * 1000);
    response.on('close', () => clearInterval(timer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

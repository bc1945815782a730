import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes connections on to a loopback port and counts what goes through. */
export interface Relay {
  readonly port: number;
  /** Bytes so far, as the client sees them: sent by it, received by it. */
  readonly counted: () => { readonly sent: number; readonly received: number };
  readonly close: () => void;
}

export async function openRelay(to: number): Promise<Relay> {
  const counts = { sent: 0, received: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const onward = connect(to, '127.0.0.1');
    client.on('data', (bytes) => (counts.sent += bytes.length));
    onward.on('data', (bytes) => (counts.received += bytes.length));
    client.pipe(onward).pipe(client);
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', () => void (client.destroy(), onward.destroy()));
      socket.on('close', () => void sockets.delete(socket));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counted: () => ({ ...counts }),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

import { createSocket } from 'node:dgram';
import type { SettingsOf } from '@rustine/contract';
import { PowerFault, type PowerProvider } from '../power-provider.ts';

/** A packet may be lost, and nobody says so. */
const PACKETS = 3;

/** Wake-on-LAN: one packet to which nobody answers. Whether the machine runs, only its agent can tell. */
export function openWakeOnLan({ broadcast, port }: SettingsOf<'wake-on-lan'>): PowerProvider {
  return {
    state: async () => ({ state: 'UNKNOWN', marker: null, said: 'Wake-on-LAN tells no state' }),
    async start(ref) {
      for (let count = 0; count < PACKETS; count += 1) await send(magicPacket(ref), { broadcast, port });
      return { alreadyRan: false };
    },
    async stop() {
      throw new PowerFault('PERMANENT', 'Wake-on-LAN cannot switch a machine off');
    },
  };
}

/** Six bytes of ones, then the address sixteen times (AMD, "Magic Packet Technology"). */
export function magicPacket(mac: string): Buffer {
  const address = Buffer.from(mac.replace(/[:-]/g, ''), 'hex');
  if (address.length !== 6) throw new PowerFault('PERMANENT', `${mac} is not a MAC address`);
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => address)]);
}

async function send(packet: Buffer, { broadcast, port }: { broadcast: string; port: number }): Promise<void> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(() => {
        socket.setBroadcast(true);
        socket.send(packet, port, broadcast, (error) => (error === null ? resolve() : reject(error)));
      });
    });
  } finally {
    socket.close();
  }
}

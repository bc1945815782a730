import { get, type IncomingMessage } from 'node:http';
import { newId } from '../../apps/server/src/ids.ts';

/** Agents that do nothing but hold their links open, all in this process; it ends when its parent lets go of it. */
const [url = '', count = '0'] = process.argv.slice(2);
const AT_ONCE = 50;

function open(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${newId('instance')}` };
    get(`${url}/link`, { headers, agent: false }, (response) => resolve(response.resume())).on('error', reject);
  });
}

process.on('disconnect', () => process.exit(0));
let opened = 0;
while (opened < Number(count)) {
  const responses = await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(count) - opened) }, open));
  for (const response of responses) response.on('error', () => undefined);
  opened += responses.length;
}
process.send?.({ opened });

import { openLink } from '@rustine/testkit/agents';
import { newId } from '../../apps/server/src/ids.ts';

/** Agents that do nothing but hold their links open, all in this process; it ends when its parent lets go of it. */
const [url = '', count = '0'] = process.argv.slice(2);
const AT_ONCE = 50;

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    openLink(`${url}/link`, newId('instance'), {
      onOpen: resolve,
      onClose: (status) => reject(new Error(`a link ended with ${status}`)),
    });
  });
}

process.on('disconnect', () => process.exit(0));
let opened = 0;
while (opened < Number(count)) {
  const places = Array.from({ length: Math.min(AT_ONCE, Number(count) - opened) }, open);
  await Promise.all(places);
  opened += places.length;
}
process.send?.({ opened });

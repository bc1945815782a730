import { networkInterfaces } from 'node:os';
import { mustRun, runTool } from './run-tool.ts';

/** A network of the machines' own: only this machine is on it too, at its address, and nothing is routed out of it. */
export interface Bridge extends AsyncDisposable {
  readonly name: string;
  readonly address: string;
  /** Connects the network namespace of a process. `number` is 0 to 199 and its own for each. */
  attach(pid: number, number: number): Promise<Cable>;
}

export interface Cable {
  readonly address: string;
  plug(connected: boolean): Promise<void>;
}

const MACHINES_MAX = 200;

/** @param name at most 11 characters, so that the cables' names, which begin with it, keep to the kernel's 15 */
export async function openBridge(name: string): Promise<Bridge> {
  const net = findFreeNet();
  await mustRun(['ip', 'link', 'add', 'name', name, 'type', 'bridge']);
  const remove = async () => void (await runTool(['ip', 'link', 'delete', name]));
  try {
    await mustRun(['ip', 'address', 'add', `${net}.1/24`, 'dev', name]);
    await mustRun(['ip', 'link', 'set', name, 'up']);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name,
    address: `${net}.1`,
    attach: async (pid, number) => {
      if (number >= MACHINES_MAX) throw new Error(`a network holds ${MACHINES_MAX} machines`);
      const [cable, address] = [`${name}.${number}`, `${net}.${number + 10}`];
      const inside = ['nsenter', `--net=/proc/${pid}/ns/net`, 'ip'] as const;
      await mustRun([
        'ip',
        'link',
        'add',
        'name',
        cable,
        'type',
        'veth',
        'peer',
        'name',
        'host0',
        'netns',
        String(pid),
      ]);
      await mustRun(['ip', 'link', 'set', cable, 'master', name, 'up']);
      await mustRun([...inside, 'link', 'set', 'lo', 'up']);
      await mustRun([...inside, 'address', 'add', `${address}/24`, 'dev', 'host0']);
      await mustRun([...inside, 'link', 'set', 'host0', 'up']);
      return {
        address,
        plug: async (connected) => void (await mustRun(['ip', 'link', 'set', cable, connected ? 'up' : 'down'])),
      };
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** The first three numbers of a private network of which this machine has no address yet. */
function findFreeNet(): string {
  const taken = Object.values(networkInterfaces()).flatMap((found) => found?.map(({ address }) => address) ?? []);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const net = `10.${200 + Math.floor(Math.random() * 50)}.${Math.floor(Math.random() * 256)}`;
    if (!taken.some((address) => address.startsWith(`${net}.`))) return net;
  }
  throw new Error('there is no free private network on this machine');
}

import {
  bindInstancePower,
  createCompartment,
  createEnrollmentToken,
  getInstance,
  getInstancePower,
} from '@rustine/sdk';
import { createSimulatedAgent, enrolAgent, type Behaviour, type Wire } from '@rustine/testkit/agents';
import { waitUntil } from '../wait-until.ts';
import { createMachine, type Machine } from './machine.ts';
import type { Servers } from './open-servers.ts';
import type { Ask } from './persistently.ts';
import { ASLEEP, GROUP_SIZE } from './plan-night.ts';
import type { Random } from './random.ts';

/** Six machines in a compartment of their own; the first has the label `ring=0`. */
export interface Group {
  readonly name: string;
  readonly compartmentId: string;
  readonly machines: readonly Machine[];
  /** Has them behave so from now on, by their number. */
  readonly behave: (behaviours: readonly Behaviour[]) => void;
  /** All as at the beginning of a night: the last two off, and known to be off; the others on. */
  readonly settle: () => Promise<void>;
}

export interface GroupNeeds {
  readonly servers: Servers;
  readonly wire: Wire;
  readonly ask: Ask;
  readonly providerId: string;
  readonly random: Random;
  /** Something happened just now, after which a kill may hurt; how likely it is to come. */
  readonly near: (chance: number) => void;
  readonly fault: (error: Error) => void;
}

const TOLD_CHANCE = 0.02;
const CALL_CHANCE = 0.1;
/** Agents of servers that come back soon. */
const pace = { firstMs: 100, longestMs: 1000 };

export async function openGroup(name: string, needs: GroupNeeds): Promise<Group> {
  const { servers, wire, ask, providerId, near, fault } = needs;
  const random = needs.random.fork(name);
  const { id: compartmentId } = await ask((client) => createCompartment({ client, body: { name } }));
  const choose = (count: number) => random.int(0, count - 1);
  let behaviours: readonly Behaviour[] = [];
  const machines: Machine[] = [];
  for (let who = 0; who < GROUP_SIZE; who += 1) {
    const hostname = `${name}-${who}`;
    const labels = { ring: who === 0 ? '0' : '1' };
    const { token } = await ask((client) => createEnrollmentToken({ client, body: { compartmentId, labels } }));
    const identity = await enrolAgent(wire, { serverUrl: servers.urlOf(choose), token, hostname });
    const { instanceId } = identity;
    const agent = createSimulatedAgent({
      identity,
      hostname,
      serverUrl: () => servers.urlOf(choose),
      wire,
      pace,
      behaviour: (command, id) => behaviours[who]?.(command, id) ?? null,
      watcher: { delivered: () => near(TOLD_CHANCE), acknowledged: () => near(TOLD_CHANCE), fault },
    });
    const { hypervisor } = servers;
    machines.push(
      await createMachine({
        hypervisor,
        ref: hostname,
        hostname,
        agent,
        random: random.fork(hostname),
        onCall: () => near(CALL_CHANCE),
      }),
    );
    await ask((client) => bindInstancePower({ client, path: { instanceId }, body: { providerId, ref: hostname } }));
  }
  return {
    name,
    compartmentId,
    machines,
    behave: (next) => void (behaviours = next),
    async settle() {
      for (const [who, machine] of machines.entries()) {
        await machine.byHand(ASLEEP.some((each) => each === who) ? 'off' : 'on');
      }
      for (const machine of machines) {
        const path = { instanceId: machine.instanceId };
        const wanted = machine.state() === 'off' ? 'STOPPED' : 'ONLINE';
        await waitUntil(`${machine.hostname} is ${wanted}`, async () => {
          if (wanted === 'STOPPED')
            await ask((client) => getInstancePower({ client, path, query: { refresh: 'true' } }));
          return (await ask((client) => getInstance({ client, path }))).status === wanted;
        });
        machine.forget();
      }
    },
  };
}

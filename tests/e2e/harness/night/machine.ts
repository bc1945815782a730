import { setTimeout as sleep } from 'node:timers/promises';
import type { Run, SimulatedAgent } from '@rustine/testkit/agents';
import type { Hypervisor, PowerCall } from './hypervisor.ts';
import type { Random } from './random.ts';

export type MachineState = 'off' | 'starting' | 'on' | 'stopping';

/** What the machine itself knows of what was done to it. */
export interface MachineEvent {
  readonly at: number;
  /** `start` and `stop` are calls of the server, `on` and `off` what became of them or was done by hand. */
  readonly what: 'start' | 'stop' | 'on' | 'off';
  readonly by: 'server' | 'hand';
  /** How it was at that moment. */
  readonly was: MachineState;
}

/** A machine with a simulated agent in it. */
export interface Machine {
  readonly ref: string;
  readonly instanceId: string;
  readonly hostname: string;
  state(): MachineState;
  /** Since the last `forget`. */
  events(): readonly MachineEvent[];
  runs(): readonly Run[];
  forget(): void;
  /** Somebody presses its button. */
  byHand(to: 'on' | 'off'): Promise<void>;
}

export interface MachineNeeds {
  readonly hypervisor: Hypervisor;
  readonly ref: string;
  readonly hostname: string;
  readonly agent: SimulatedAgent;
  readonly random: Random;
  /** Something was just asked of it. */
  readonly onCall: () => void;
}

export async function createMachine({
  hypervisor,
  ref,
  hostname,
  agent,
  random,
  onCall,
}: MachineNeeds): Promise<Machine> {
  let state: MachineState = 'off';
  let lives = 0;
  let [events, forgotten]: [MachineEvent[], number] = [[], 0];
  let switching: Promise<void> = Promise.resolve();

  const note = (what: MachineEvent['what'], by: MachineEvent['by']): void =>
    void events.push({ at: Date.now(), what, by, was: state });
  const become = async (to: 'on' | 'off', by: MachineEvent['by']): Promise<void> => {
    note(to, by);
    state = to;
    if (to === 'on') agent.powerOn();
    else agent.powerOff();
    if (to === 'on') lives += 1;
    await hypervisor.say(ref, to === 'on' ? `running life-${lives}` : 'stopped');
  };
  const bringUp = async (): Promise<void> => {
    await hypervisor.say(ref, 'starting');
    await sleep(random.int(100, 1500));
    await become('on', 'server');
  };
  const bringDown = async (): Promise<void> => {
    await hypervisor.say(ref, 'stopping');
    await sleep(random.int(50, 800));
    await become('off', 'server');
  };
  const heed = (call: PowerCall): void => {
    if (call === 'status') return;
    note(call, 'server');
    onCall();
    if (call === 'start' && state === 'off') {
      state = 'starting';
      switching = bringUp();
    }
    if (call === 'stop' && state === 'on') {
      state = 'stopping';
      switching = bringDown();
    }
  };

  await hypervisor.add(ref, heed);
  return {
    ref,
    hostname,
    instanceId: agent.identity.instanceId,
    state: () => state,
    events: () => events,
    runs: () => agent.runs().slice(forgotten),
    forget() {
      events = [];
      forgotten = agent.runs().length;
    },
    async byHand(to) {
      await switching;
      if (state !== to) await become(to, 'hand');
    },
  };
}

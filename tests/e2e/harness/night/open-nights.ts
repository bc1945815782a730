import { createPowerProvider, registerDocument } from '@rustine/sdk';
import { openWire } from '@rustine/testkit/agents';
import { openGroup, type Group } from './open-group.ts';
import { openServers, type Servers } from './open-servers.ts';
import { persistently, type Ask } from './persistently.ts';
import { CHECK_DOCUMENT, WORK_DOCUMENT } from './plan-night.ts';
import type { Random } from './random.ts';

/** Servers, and groups of machines that play nights on them. */
export interface Nights extends AsyncDisposable {
  readonly servers: Servers;
  readonly groups: readonly Group[];
  readonly ask: Ask;
  /** What no agent should meet: refusals that waiting does not mend. */
  readonly agentFaults: readonly Error[];
  /** Whom to tell that something happens just now. */
  onNear: (chance: number) => void;
}

const documentOf = (step: string) =>
  JSON.stringify({
    schemaVersion: '2.2',
    mainSteps: [{ action: 'aws:runShellScript', name: step, inputs: { runCommand: ['true'] } }],
  });

export async function openNights(random: Random, groupCount: number): Promise<Nights> {
  const servers = await openServers();
  const wire = openWire();
  const agentFaults: Error[] = [];
  const choices = random.fork('servers');
  const ask = persistently(() => servers.client((count) => choices.int(0, count - 1)));
  const nights = { servers, ask, agentFaults, onNear: (_chance: number): void => undefined };
  try {
    const [first] = servers.all;
    first!.start();
    await first!.whenReady();
    await servers.share();
    for (const name of [WORK_DOCUMENT, CHECK_DOCUMENT])
      await ask((client) => registerDocument({ client, body: { name, content: documentOf('work') } }));
    const settings = { kind: 'exec' as const, command: servers.hypervisor.command };
    const provider = await ask((client) => createPowerProvider({ client, body: { name: 'files', settings } }));
    const fault = (error: Error) => void agentFaults.push(error);
    const needs = {
      servers,
      wire,
      ask,
      providerId: provider.id,
      random,
      near: (chance: number) => nights.onNear(chance),
      fault,
    };
    const groups: Group[] = [];
    for (let index = 0; index < groupCount; index += 1) groups.push(await openGroup(`g${index}`, needs));
    const dispose = async () => {
      for (const { machines } of groups) for (const machine of machines) await machine.byHand('off');
      wire.close();
      await servers[Symbol.asyncDispose]();
    };
    return Object.assign(nights, { groups, [Symbol.asyncDispose]: dispose });
  } catch (error) {
    await servers[Symbol.asyncDispose]();
    throw error;
  }
}

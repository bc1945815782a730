import { getInstancePower, listInvocations, stopInstance, unwrap } from '@rustine/sdk';
import { askPackages, type PackagesSay } from '../ask-machine.ts';
import type { Lab } from '../open-lab.ts';
import { waitFor } from '../wait-for.ts';
import { awaitExecution, followNight } from './follow-night.ts';
import { gatherAccount } from './gather-account.ts';
import { judgeMachine } from './judge-night.ts';
import { judgeWhole } from './judge-whole.ts';
import type { NightEntry, NightSeen, NightTestimony } from './night-account.ts';
import { openPowerDesk, type PowerDesk } from './open-power-desk.ts';
import { bindPower, prepareNight, refuseChanges, type NightMember, type PreparedNight } from './prepare-night.ts';
import type { NightMachine } from './roles.ts';

/** What a person sees of it while it goes on. */
export interface NightWatch {
  phase(label: string): void;
  line(text: string): void;
  prepared(cast: readonly NightMachine[], night: PreparedNight): void;
}

export interface JudgedNight {
  readonly seen: NightSeen;
  readonly machines: readonly { readonly entry: NightEntry; readonly faults: readonly string[] }[];
  /** Of the night as a whole. */
  readonly faults: readonly string[];
}

/** Plays a patch night with machines of these parts, and compares what the server tells with what the machines say. */
export async function playNight(lab: Lab, cast: readonly NightMachine[], watch: NightWatch): Promise<JudgedNight> {
  const { client } = lab;
  watch.phase(`Starting and enrolling ${cast.length} machines`);
  const members = await Promise.all(
    cast.map(async (part): Promise<NightMember> => {
      const enrolled = await lab.enrol(part);
      watch.line(`${part.name} is online`);
      return { ...enrolled, part };
    }),
  );
  const before = await Promise.all(members.map(async ({ machine }) => await askPackages(machine)));
  const machines = members.map(({ machine }) => machine);
  const told = { folder: lab.folder, commandsDir: lab.server.commandsDir };
  await using desk = await openPowerDesk(told, machines, ({ name, verb }) => watch.line(`${name} is told to ${verb}`));

  watch.phase('Switching the sleepers off');
  await bindPower(client, desk.command, members);
  await Promise.all(members.filter(({ part }) => part.role === 'REFUSER').map(refuseChanges));
  await Promise.all(
    members.filter(({ part }) => part.role === 'SLEEPER').map(async (each) => await switchOff(lab, each)),
  );
  const counted = desk.switched.length;
  const found = members.map(({ machine }) => ({ wasOn: machine.isOn(), boots: machine.bootIds().length }));

  watch.phase('Making group, window, quorum set and job');
  const night = await prepareNight(client, members);
  watch.prepared(cast, night);
  watch.phase(`At ${night.opensAt.slice(11, 19)} UTC the window opens and the job runs`);
  const execution = await awaitExecution(client, night);
  watch.phase(`In the window: no start after ${night.cutoffAt.slice(11, 19)}, end ${night.closesAt.slice(11, 19)} UTC`);
  const names = new Map(members.map(({ machine, instanceId }) => [instanceId, machine.name]));
  const { work, leases } = await followNight(
    client,
    { workRequestId: execution.workRequestId!, quorumId: night.quorumId },
    { tell: (line) => watch.line(line), nameOf: (id) => names.get(id) ?? id },
  );

  watch.phase('Asking the machines themselves');
  const after = { on: machines.map((machine) => machine.isOn()), boots: machines.map((machine) => machine.bootIds()) };
  const switched = desk.switched.slice(counted);
  const { items } = await unwrap(listInvocations({ client, query: { workRequestId: work.id } }));
  const accounts = await Promise.all(
    members.map(async ({ instanceId }) => {
      return await gatherAccount(
        client,
        items.find((each) => each.instanceId === instanceId)!,
      );
    }),
  );
  const said = await Promise.all(members.map(async (member) => await askAfterwards(member)));
  const entries = members.map(({ part, machine }, index): NightEntry => {
    const { wasOn, boots } = found[index]!;
    const testimony: NightTestimony = {
      before: before[index]!,
      after: said[index]!,
      wasOn,
      isOn: after.on[index]!,
      boots: after.boots[index]!.slice(boots),
      switched: verbsOf(switched, machine.name),
    };
    return { machine: part, account: accounts[index]!, testimony };
  });
  const { opensAt, cutoffAt } = night;
  const { state, dueAt } = execution;
  const seen: NightSeen = { work, opensAt, cutoffAt, leases, execution: { state, dueAt } };
  const canary = entries.find(({ machine }) => machine.role === 'CANARY')!;
  return {
    seen,
    machines: entries.map((entry) => ({ entry, faults: judgeMachine(entry, canary) })),
    faults: judgeWhole(seen, entries),
  };
}

function verbsOf(switched: PowerDesk['switched'], name: string): NightTestimony['switched'] {
  return switched.flatMap((each) => (each.name === name ? [each.verb] : []));
}

/** By hand, as an operator would; then the server is asked to look, so that it knows. */
async function switchOff({ client }: Lab, { machine, instanceId }: NightMember): Promise<void> {
  await unwrap(stopInstance({ client, path: { instanceId } }));
  await waitFor(`${machine.name} is off`, async () => !machine.isOn());
  const { binding } = await unwrap(getInstancePower({ client, path: { instanceId }, query: { refresh: 'true' } }));
  if (binding?.state !== 'STOPPED') throw new Error(`${machine.name} is off, and the server says ${binding?.state}`);
}

/** One that is off is started to be asked, and stays on: the night is over by then. */
async function askAfterwards({ machine }: NightMember): Promise<PackagesSay> {
  if (!machine.isOn()) await machine.powerOn();
  return await askPackages(machine);
}

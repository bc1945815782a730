import type { PowerState, SettingsOf } from '@rustine/contract';
import type { MakeContext } from '../make-context.ts';
import { PowerFault, type PowerProvider, type SeenPower } from '../power-provider.ts';
import { runTool } from '../run-tool.ts';

/** By the names of `virsh` (virDomainState); what is paused or crashed is neither on nor off. */
const states: Readonly<Record<string, PowerState>> = {
  running: 'RUNNING',
  idle: 'RUNNING',
  'in shutdown': 'STOPPING',
  'shut off': 'STOPPED',
};

const PERMANENT = /failed to get domain|Domain not found|authentication failed|access denied|Invalid argument/i;

/** Domains of a libvirt, by `virsh`. The id that a domain has while it runs marks one run of it. */
export function openLibvirt({ uri }: SettingsOf<'libvirt'>, { callMs }: Pick<MakeContext, 'callMs'>): PowerProvider {
  const virsh = (command: string, ref: string) =>
    runTool('virsh', ['--quiet', '--connect', uri, command, '--domain', ref], {
      callMs,
      isPermanent: ({ said }) => PERMANENT.test(said),
    });
  return {
    state: async (ref) => readDomainInfo(await virsh('dominfo', ref)),
    async start(ref) {
      try {
        await virsh('start', ref);
        return { alreadyRan: false };
      } catch (error) {
        if (error instanceof PowerFault && /already active/i.test(error.message)) return { alreadyRan: true };
        throw error;
      }
    },
    async stop(ref, { force }) {
      await virsh(force ? 'destroy' : 'shutdown', ref);
    },
  };
}

/** What `virsh dominfo` prints: a name and a value a line. */
export function readDomainInfo(output: string): SeenPower {
  const fields = new Map(
    output.split('\n').flatMap((line) => {
      const [, name, value] = /^([^:]+):\s+(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const name = fields.get('State') ?? '';
  const state = states[name] ?? 'UNKNOWN';
  const id = fields.get('Id') ?? '-';
  return {
    state,
    marker: state === 'RUNNING' && id !== '-' ? `domain ${id}` : null,
    said: state === 'UNKNOWN' ? name || 'without a state' : '',
  };
}

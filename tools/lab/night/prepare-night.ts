import {
  addGroupMembers,
  bindInstancePower,
  createGroup,
  createJob,
  createPowerProvider,
  createQuorumSet,
  createWindow,
  unwrap,
  updateInstance,
  type RustineClient,
} from '@rustine/sdk';
import type { LabMachine } from '../open-lab.ts';
import { REFUSAL } from './judge-night.ts';
import type { NightMachine } from './roles.ts';

/** A machine of the night with its part in it. */
export interface NightMember extends LabMachine {
  readonly part: NightMachine;
}

export interface PreparedNight {
  readonly jobId: string;
  readonly quorumId: string | null;
  readonly opensAt: string;
  readonly cutoffAt: string;
  readonly closesAt: string;
}

/** From the making of the job to its time. */
const AHEAD_MS = 60_000;
const WINDOW_MINUTES = 8;
const CUTOFF_MINUTES = 2;
/** Small, quickly installed, and the C library makes the aged machines need a reboot. */
const packages = ['openssl', 'libssl3', 'libc6', 'libc-bin'];

/** Has the server know what switches the machines, before any of them is off. */
export async function bindPower(
  client: RustineClient,
  command: string,
  members: readonly NightMember[],
): Promise<void> {
  const settings = { kind: 'exec', command, callSeconds: 20 } as const;
  const { id: providerId } = await unwrap(createPowerProvider({ client, body: { name: 'lab', settings } }));
  for (const { machine, instanceId } of members) {
    await unwrap(bindInstancePower({ client, path: { instanceId }, body: { providerId, ref: machine.name } }));
  }
}

/** An administrator's own check in front of dpkg, as change control or a snapshot that fails would have it. */
export async function refuseChanges({ machine }: NightMember): Promise<void> {
  const hook = `DPkg::Pre-Invoke { "echo 'E: ${REFUSAL}' >&2; exit 1"; };`;
  await machine.shell('cat >/etc/apt/apt.conf.d/99change-control', { input: `${hook}\n` });
}

/** Makes group, window, quorum set, and the job that needs the window and runs when it opens, a minute from now. */
export async function prepareNight(client: RustineClient, members: readonly NightMember[]): Promise<PreparedNight> {
  const instanceIds = members.map(({ instanceId }) => instanceId);
  const { id: groupId } = await unwrap(createGroup({ client, body: { name: 'night' } }));
  await unwrap(addGroupMembers({ client, path: { groupId }, body: { instanceIds } }));
  const rebooters = members.filter(({ part }) => part.role === 'REBOOTER').map(({ instanceId }) => instanceId);
  const quorum =
    rebooters.length < 2
      ? null
      : await unwrap(createQuorumSet({ client, body: { name: 'rebooters', instanceIds: rebooters, maxDown: 1 } }));
  const canary = members.find(({ part }) => part.role === 'CANARY')!;
  const labels = { ring: 'canary' };
  await unwrap(updateInstance({ client, path: { instanceId: canary.instanceId }, body: { labels } }));

  const opensAt = Math.ceil((Date.now() + AHEAD_MS) / 1000) * 1000;
  const at = new Date(opensAt).toISOString().slice(0, 19);
  const schedule = { kind: 'once', at, timezone: 'UTC' } as const;
  const targets = { groupIds: [groupId] };
  const window = await unwrap(
    createWindow({
      client,
      body: {
        name: 'tonight',
        schedule,
        durationMinutes: WINDOW_MINUTES,
        cutoffMinutes: CUTOFF_MINUTES,
        targets,
      },
    }),
  );
  const job = await unwrap(
    createJob({
      client,
      body: {
        name: 'patch night',
        action: { kind: 'update-packages', packages },
        targets,
        schedule,
        window: { windowIds: [window.id], atEnd: 'FINISH' },
        waves: {
          waves: [
            { name: 'canary', members: { kind: 'label', labels } },
            // One of them refuses, which is known; more than half of them failing is not.
            { name: 'rest', members: { kind: 'rest' }, successPercent: 50 },
          ],
        },
        reboot: { option: 'IF_NEEDED' },
        power: 'WAKE',
      },
    }),
  );
  const later = (minutes: number) => new Date(opensAt + minutes * 60_000).toISOString();
  return {
    jobId: job.id,
    quorumId: quorum?.id ?? null,
    opensAt: later(0),
    cutoffAt: later(WINDOW_MINUTES - CUTOFF_MINUTES),
    closesAt: later(WINDOW_MINUTES),
  };
}

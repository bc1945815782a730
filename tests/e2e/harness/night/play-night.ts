import { setTimeout as sleep } from 'node:timers/promises';
import { finalWorkRequestStates } from '@rustine/contract';
import {
  createJob,
  createQuorumSet,
  createWindow,
  getWorkRequest,
  listJobExecutions,
  startInstance,
  type CreateJobRequest,
} from '@rustine/sdk';
import { waitUntil } from '../wait-until.ts';
import type { Group } from './open-group.ts';
import type { Ask } from './persistently.ts';
import { behaviourIn, CHECK_DOCUMENT, WORK_DOCUMENT, type NightPlan } from './plan-night.ts';
import type { Random } from './random.ts';

/** A night that is prepared, and what a person did in it. */
export interface Night {
  readonly name: string;
  readonly group: Group;
  readonly plan: NightPlan;
  readonly jobId: string;
  readonly dueAt: Date;
  readonly closesAt: Date;
  readonly quorumSetId: string | null;
  /** Somebody had the sleeping one of the plan running. */
  handActed: boolean;
}

/** From the last thing that is prepared until the first job is due, in milliseconds. */
const AHEAD_MS = 5000;

/** Makes everything that a night needs, at a time at which no server is killed. */
export async function prepareNight(
  name: string,
  { group, plan, random, ask }: { group: Group; plan: NightPlan; random: Random; ask: Ask },
): Promise<Night> {
  await group.settle();
  group.behave(group.machines.map((_machine, who) => behaviourIn(plan, who, random)));
  const { compartmentId, machines } = group;
  const dueAt = new Date(Math.ceil((Date.now() + AHEAD_MS + random.int(0, 4000)) / 1000) * 1000);
  const closesAt = new Date(dueAt.getTime() + plan.windowSeconds * 1000);
  const durationMinutes = Math.max(1, Math.ceil(plan.windowSeconds / 60));
  const opensAt = new Date(closesAt.getTime() - durationMinutes * 60_000);
  const targets = { compartmentId };
  const { id: windowId } = await ask((client) =>
    createWindow({ client, body: { name, compartmentId, targets, durationMinutes, schedule: once(opensAt) } }),
  );
  const set = { name, compartmentId, maxDown: 1, instanceIds: plan.rebooting.map((who) => machines[who]!.instanceId) };
  const quorumSetId = plan.quorum ? (await ask((client) => createQuorumSet({ client, body: set }))).id : null;
  const body: CreateJobRequest = {
    name,
    compartmentId,
    targets,
    schedule: once(dueAt),
    action: { kind: 'document', documentName: WORK_DOCUMENT, parameters: {} },
    window: { windowIds: [windowId], atEnd: plan.cancels ? 'CANCEL' : 'FINISH' },
    power: 'WAKE',
    waves: {
      waves: [
        {
          name: 'canary',
          members: { kind: 'label', labels: { ring: '0' } },
          ...(plan.check && { healthCheck: { documentName: CHECK_DOCUMENT } }),
        },
        // One of five fails on purpose.
        { name: 'rest', members: { kind: 'rest' }, successPercent: 50 },
      ],
    },
  };
  const { id: jobId } = await ask((client) => createJob({ client, body }));
  return { name, group, plan, jobId, dueAt, closesAt, quorumSetId, handActed: false };
}

const once = (at: Date) => ({ kind: 'once' as const, at: at.toISOString().slice(0, 19), timezone: 'UTC' });

/** Waits for the end of a night, however often its servers die; does meanwhile what a person does in it. */
export async function playNight(night: Night, ask: Ask, random: Random): Promise<void> {
  const over = new AbortController();
  const acting = actByHand(night, { ask, random, signal: over.signal });
  try {
    await waitUntil(`night ${night.name} has ended`, () => hasEnded(night, ask), { seconds: 240 });
  } finally {
    over.abort();
  }
  await acting;
}

async function hasEnded({ jobId }: Night, ask: Ask): Promise<boolean> {
  await sleep(500);
  const { items } = await ask((client) => listJobExecutions({ client, path: { jobId } }));
  if (items.length === 0) return false;
  for (const { workRequestId } of items) {
    if (workRequestId === null) return false;
    const work = await ask((client) => getWorkRequest({ client, path: { workRequestId } }));
    if (!finalWorkRequestStates.some((state) => state === work.state)) return false;
  }
  return true;
}

/** Once its moment has come; it may never come, when the window closes before. */
async function actByHand(
  night: Night,
  { ask, random, signal }: { ask: Ask; random: Random; signal: AbortSignal },
): Promise<void> {
  const { hand } = night.plan;
  if (hand === null) return;
  const { machines } = night.group;
  const machine = machines[hand.who]!;
  const moment = (): boolean =>
    hand.how === 'BEFORE'
      ? machines[0]!.runs().some(({ end }) => end === null)
      : machine.runs().some(({ startedAt, end, boots }) => startedAt !== null && end === null && boots.length === 1);
  while (!moment()) {
    if (signal.aborted) return;
    await sleep(30);
  }
  night.handActed = true;
  if (hand.how === 'ANEW') {
    await machine.byHand('off');
    await sleep(random.int(200, 800));
  }
  if (hand.how !== 'ASKED') return await machine.byHand('on');
  await ask((client) => startInstance({ client, path: { instanceId: machine.instanceId } }));
}

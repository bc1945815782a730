import type { AgentEvent } from '@rustine/contract';
import type { Log } from '../../db/log.ts';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import type { AskSoon } from './dispatch/share-asks.ts';
import { changeReboot } from './change-reboot.ts';
import { changeInvocation, finishInvocation, refusalOf } from './change-invocation.ts';
import { changeSteps, isOfSteps, stepsOf, type Steps } from './change-steps.ts';
import { clampTime } from './clamp-time.ts';
import { moveInvocation } from './move-invocation.ts';
import type { WorkNeeds } from './needs.ts';
import { lockInvocation, type LockedInvocation } from './sql/lock-invocation.ts';
import { insertPieces } from './sql/output-pieces.ts';
import { saveInvocation } from './sql/save-invocation.ts';
import { readSteps, saveStep } from './sql/steps.ts';
import { wakeForMore, wakeInstances } from './sql/wake.ts';
import { writeLog } from './sql/work-log.ts';
import { withoutNul } from './without-nul.ts';

export interface ApplyDeps {
  readonly db: Db;
  readonly log: Log;
  readonly clock: () => Date;
  readonly needs: Pick<WorkNeeds, 'fleet' | 'reports' | 'power'>;
  readonly askSoon: AskSoon;
}

/** The answer for an invocation that is not this instance's, or not at all: nobody learns which. */
const UNKNOWN = -1;

/**
 * Applies an instance's events, each invocation's in a transaction of its own, and returns the highest number held of
 * each. A number is applied once and in order; what follows a gap is left for the agent to send again.
 */
export async function applyEvents(
  deps: ApplyDeps,
  instanceId: string,
  events: readonly AgentEvent[],
): Promise<Record<string, number>> {
  const acknowledged: Record<string, number> = {};
  const asks = new Set<string>();
  for (const [invocationId, own] of Map.groupBy(events, (event) => event.invocationId)) {
    const ordered = own.toSorted((a, b) => a.seq - b.seq).map(withoutNul);
    acknowledged[invocationId] = await withTransaction(deps.db, (tx) =>
      applyToInvocation(tx, { deps, instanceId, invocationId, events: ordered, ask: (id) => void asks.add(id) }),
    );
  }
  // Before the answer: an agent that gets none sends its events again, and with them comes the ask.
  await Promise.all([...asks].map(deps.askSoon));
  return acknowledged;
}

interface Batch {
  readonly deps: ApplyDeps;
  readonly instanceId: string;
  readonly invocationId: string;
  readonly events: readonly AgentEvent[];
  readonly ask: (workRequestId: string) => void;
}

async function applyToInvocation(
  tx: Transaction,
  { deps, instanceId, invocationId, events, ask }: Batch,
): Promise<number> {
  const locked = await lockInvocation(tx, invocationId);
  if (locked === null || locked.instanceId !== instanceId) return UNKNOWN;
  // Its agent cannot have it yet; whoever says otherwise must not start what waits for its turn.
  if (locked.state === 'PENDING' && locked.releasedAt === null) return UNKNOWN;
  if (locked.state === 'POWERING_ON' && locked.wokenAt === null) return UNKNOWN;
  const fresh = takeFresh(events, locked.lastEventSeq);
  if (fresh.length === 0) {
    ask(locked.workRequestId);
    return locked.lastEventSeq;
  }

  const now = deps.clock();
  const { power } = deps.needs;
  const bounds = { earliest: locked.createdAt, latest: now };
  let before = locked;
  let written = locked;
  const steps = stepsOf(fresh.some(isOfSteps) ? await readSteps(tx, invocationId) : []);
  for (const event of fresh.map((each) => clampTime(each, bounds))) {
    const after = await applyOne(tx, { deps, invocation: before, steps, event, now });
    const counted = { ...after, lastEventSeq: event.seq, lastEventAt: now };
    if (after.state === before.state && after.agentState === before.agentState) {
      before = counted;
      continue;
    }
    // Steps go first, so that an end closes those that are still open.
    await saveSteps(tx, locked, steps);
    written = await moveInvocation(tx, { before, after: counted, at: now, power, ask });
    before = written;
    const waited = locked.state === 'PENDING' || locked.state === 'POWERING_ON';
    if (waited && before.state === 'DELIVERED') await wakeForMore(tx, instanceId, now);
  }
  await saveSteps(tx, locked, steps);
  if (before !== written) await saveInvocation(tx, before);
  return before.lastEventSeq;
}

/** The events that continue from what is held, without a gap. */
function takeFresh(events: readonly AgentEvent[], held: number): AgentEvent[] {
  const fresh: AgentEvent[] = [];
  for (const event of events) {
    if (event.seq === held + fresh.length + 1) fresh.push(event);
  }
  return fresh;
}

interface OneEvent {
  readonly deps: ApplyDeps;
  readonly invocation: LockedInvocation;
  readonly steps: Steps;
  readonly event: AgentEvent;
  readonly now: Date;
}

async function applyOne(tx: Transaction, { deps, invocation, steps, event, now }: OneEvent): Promise<LockedInvocation> {
  if (isOfSteps(event)) {
    changeSteps(steps, event);
    if (event.type !== 'started') return invocation;
  }
  if (event.type === 'rebooting' || event.type === 'rebooted') {
    const { after, entry } = changeReboot(invocation, event);
    await writeLog(tx, { ...lineOf(invocation, now), ...entry });
    return after;
  }
  if (event.type === 'output-lost') {
    const message = `The whole ${event.stream} of step ${event.step} is not in the store, only its first and last part is kept: ${event.reason}`;
    await writeLog(tx, { ...lineOf(invocation, now), level: 'WARNING', message });
    return invocation;
  }
  const after =
    event.type === 'finished'
      ? finishInvocation(invocation, event, await deps.needs.reports.reportSummary(tx, invocation.id))
      : changeInvocation(invocation, event);
  if (event.type === 'refused') await noteRefusal(tx, { deps, invocation, after, event, now });
  if (event.type === 'accepted' && after.state === 'CANCELED') await wakeInstances(tx, [invocation.instanceId]);
  if (event.type === 'finished' && event.rebootRequired !== null) {
    const { instanceId } = invocation;
    await deps.needs.fleet.noteRebootRequired(tx, { instanceId, rebootRequired: event.rebootRequired, at: now });
  }
  return after;
}

interface Refusal {
  readonly deps: ApplyDeps;
  readonly invocation: LockedInvocation;
  readonly after: LockedInvocation;
  readonly event: Extract<AgentEvent, { type: 'refused' }>;
  readonly now: Date;
}

/** A refusal is an attack or a fault of ours, unless a window closed: it is always told, also when it changes no state. */
async function noteRefusal(tx: Transaction, { deps, invocation, after, event, now }: Refusal): Promise<void> {
  if (event.code === 'WINDOW_CLOSED') return;
  deps.log.error(
    { invocationId: invocation.id, instanceId: invocation.instanceId, code: event.code },
    'an agent refused a command',
  );
  if (after.state !== invocation.state) return;
  await writeLog(tx, { ...lineOf(invocation, now), level: 'ERROR', message: refusalOf(event) });
}

function lineOf({ id, workRequestId }: LockedInvocation, at: Date) {
  return { workRequestId, invocationId: id, at };
}

async function saveSteps(tx: Transaction, { id, workRequestId }: LockedInvocation, steps: Steps): Promise<void> {
  for (const name of steps.changed) {
    const step = steps.byName.get(name);
    if (step !== undefined) await saveStep(tx, id, step);
  }
  steps.changed.clear();
  const pieces = steps.pieces.splice(0);
  await insertPieces(
    tx,
    pieces.map((piece) => ({ ...piece, workRequestId, invocationId: id })),
  );
}

import { bindsVersions, decideWave, type WaveStep } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { waitingReason } from '../dispatch/limits-of.ts';
import type { Turn } from '../dispatch/turn.ts';
import { explainWaiting } from '../sql/skip-waiting.ts';
import { countByWave } from '../sql/wave-figures.ts';
import { readWaves, saveWave, type WaveRow } from '../sql/work-waves.ts';
import { writeLog } from '../sql/work-log.ts';
import { failWave, giveUp } from './fail-wave.ts';
import { somethingWaits, standingOf, type WaveView } from './standing-of.ts';

/** What must be done outside of the transaction that holds the work request, before its waves can go on. */
export interface Errand {
  /** `check`: start the health check of the wave. `bind`: find out which versions it and the later ones may install. */
  readonly kind: 'check' | 'bind';
  readonly workRequestId: string;
  readonly position: number;
}

export type NextOfWaves =
  | { readonly kind: 'work'; readonly wave: number }
  /** `over`: the waves came to their end, or were ended, just now. */
  | { readonly kind: 'wait' | 'over' }
  | { readonly kind: 'errand'; readonly errand: Errand };

/** Takes the waves of a locked work request as far as they go now. */
export async function advanceWaves(tx: Transaction, turn: Turn): Promise<NextOfWaves> {
  let moved = false;
  for (;;) {
    const counts = await countByWave(tx, turn.workRequestId);
    const view: WaveView = { waves: await readWaves(tx, turn.workRequestId), counts };
    const current = view.waves.find((wave) => !isPassed(wave));
    if (current === undefined) return { kind: moved ? 'over' : 'wait' };
    if (current.state === 'FAILED') return await awaitDecision(tx, turn, current);
    if (needsBinding(turn, view, current)) return errandOf('bind', turn, current);
    const step = decideWave(standingOf(view, current), turn.at);
    if (step.kind === 'work') return { kind: 'work', wave: current.position };
    if (step.kind === 'wait') return { kind: 'wait' };
    await takeStep(tx, turn, { view, current, step });
    if (step.kind === 'check') return errandOf('check', turn, current);
    moved = true;
  }
}

/** A failed one is passed when a person had it go on, or nothing waited for it. */
function isPassed({ state, decideUntil }: WaveRow): boolean {
  return state === 'SUCCEEDED' || state === 'SKIPPED' || (state === 'FAILED' && decideUntil === null);
}

async function awaitDecision(tx: Transaction, turn: Turn, wave: WaveRow): Promise<NextOfWaves> {
  const { decideUntil } = wave;
  if (decideUntil !== null && decideUntil > turn.at && (await stillWaits(tx, turn))) return { kind: 'wait' };
  await giveUp(tx, turn, wave);
  return { kind: 'over' };
}

/** Whether a decision is still worth waiting for: windows may have ended all that waited. */
async function stillWaits(tx: Transaction, { workRequestId }: Turn): Promise<boolean> {
  return [...(await countByWave(tx, workRequestId)).values()].some(({ waiting }) => waiting > 0);
}

/** Whether something of it waits that must install what the first wave did, which is not known yet. */
function needsBinding({ workRequest }: Turn, { waves, counts }: WaveView, current: WaveRow): boolean {
  if (current.state !== 'WAITING' || current.pinned || workRequest.waves?.sameVersions !== true) return false;
  if (!bindsVersions(workRequest.documentName, workRequest.parameters)) return false;
  const proved = waves.some(({ position, state }) => position < current.position && state !== 'SKIPPED');
  return proved && (counts.get(current.position)?.waiting ?? 0) > 0;
}

function errandOf(kind: Errand['kind'], { workRequestId }: Turn, { position }: WaveRow): NextOfWaves {
  return { kind: 'errand', errand: { kind, workRequestId, position } };
}

interface Step {
  readonly view: WaveView;
  readonly current: WaveRow;
  readonly step: WaveStep;
}

async function takeStep(tx: Transaction, turn: Turn, { view, current, step }: Step): Promise<void> {
  const { workRequestId, at } = turn;
  const id = { workRequestId, position: current.position };
  const tell = (message: string) => writeLog(tx, { workRequestId, at, level: 'INFO', message });
  switch (step.kind) {
    case 'start': {
      await saveWave(tx, id, { state: 'RUNNING', reason: '', at });
      const reason = waitingReason(turn.workRequest.maxConcurrency, current.size);
      await explainWaiting(tx, { workRequestId, wave: current.position }, reason);
      const before = current.succeededBefore === 0 ? '' : `; ${current.succeededBefore} more succeeded before`;
      return await tell(
        `Wave ${current.name} begins, with ${current.size === 1 ? '1 instance' : `${current.size} instances`}${before}.`,
      );
    }
    case 'bake': {
      const bakeUntil = new Date(at.getTime() + current.bakeMinutes * 60_000);
      await saveWave(tx, id, { state: 'BAKING', reason: '', at, bakeUntil });
      return await tell(`Wave ${current.name} did well, and bakes until ${bakeUntil.toISOString().slice(0, 19)}Z.`);
    }
    case 'check':
      return await saveWave(tx, id, { state: 'CHECKING', reason: '', at });
    case 'succeed':
      await saveWave(tx, id, { state: 'SUCCEEDED', reason: '', at });
      return await tell(`Wave ${current.name} succeeded.`);
    case 'skip':
      await saveWave(tx, id, { state: 'SKIPPED', reason: step.reason, at });
      return await tell(`Wave ${current.name} is passed over. ${step.reason}`);
    case 'fail':
      return await failWave(tx, turn, {
        current,
        reason: step.reason,
        waits: current.resumedBy === null && somethingWaits(view, current),
      });
    case 'work':
    case 'wait':
      return;
    default:
      return step satisfies never;
  }
}

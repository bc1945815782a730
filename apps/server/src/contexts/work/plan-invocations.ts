import type { WavePlan } from '@rustine/contract';
import { assignWaves } from '@rustine/domain';
import { newId } from '../../ids.ts';
import { waitingReason } from './dispatch/limits-of.ts';
import type { StartJudgement } from './gate/judge-start.ts';
import type { TargetInstance } from './needs.ts';
import type { NewInvocation } from './sql/create-work-request.ts';
import type { NewWave } from './sql/work-waves.ts';

interface Planning {
  readonly targets: readonly TargetInstance[];
  readonly judgements: ReadonlyMap<string, StartJudgement>;
  readonly plan: WavePlan | null;
  /** The waves of the plan, where a retry has them already. */
  readonly repeated: readonly NewWave[] | undefined;
  readonly maxConcurrency: string;
  readonly at: Date;
}

/**
 * An invocation's turn comes because each one before it ends by its own deadlines. Should all the same something wait
 * for longer than this, it is given up and says so: 30 days, the longest that SSM keeps a command. Waves may add what
 * they bake and what a person may take to decide.
 */
const TURN_MINUTES_MAX = 30 * 24 * 60;

/** The invocations of new work, in the order of their turns, and the waves that they are in. */
export function planInvocations(planning: Planning): {
  readonly waves: readonly NewWave[];
  readonly invocations: readonly NewInvocation[];
} {
  const { targets, judgements, plan, maxConcurrency, at } = planning;
  const waves = planning.repeated ?? newWaves(planning);
  const waveOf = new Map(waves.flatMap(({ targetIds }, wave) => targetIds.map((id) => [id, wave] as const)));
  const sizeOf = (wave: number | null) => (wave === null ? targets.length : (waves[wave]?.targetIds.length ?? 0));
  const waitUntil = new Date(at.getTime() + (TURN_MINUTES_MAX + waveMinutes(plan, waves)) * 60_000);
  // Ids ascend in the order of the targets, which is the order of their turns.
  const ids = targets.map(() => newId('invocation')).toSorted();
  const invocations = targets.map(({ id: instanceId }, index): NewInvocation => {
    const wave = waveOf.get(instanceId) ?? null;
    const base = { id: ids[index]!, instanceId, wave };
    const judgement = judgements.get(instanceId);
    if (judgement?.kind !== 'may') {
      const reason = judgement?.reason ?? '';
      return {
        ...base,
        state: 'SKIPPED',
        reason,
        windowName: null,
        startUntil: null,
        windowClosesAt: null,
        deadlineAt: null,
      };
    }
    const { windowName, startUntil, windowClosesAt } = judgement;
    const deadlineAt = startUntil !== null && startUntil < waitUntil ? startUntil : waitUntil;
    const before = waves.slice(0, wave ?? 0).findLast(({ state }) => state === 'WAITING')?.name;
    const reason =
      before === undefined ? waitingReason(maxConcurrency, sizeOf(wave)) : waveReason(waves[wave!]!.name, before);
    return { ...base, state: 'PENDING', reason, windowName, startUntil, windowClosesAt, deadlineAt };
  });
  return { waves, invocations };
}

function newWaves({ targets, judgements, plan }: Planning): NewWave[] {
  if (plan === null) return [];
  const canStart = (id: string) => judgements.get(id)?.kind === 'may';
  const waves = assignWaves(
    plan,
    targets.map(({ id, labels }) => ({ id, labels, canStart: canStart(id) })),
  );
  return waves.map((wave) => ({ ...wave, state: 'WAITING', reason: '', succeededBefore: 0, failedBefore: 0 }));
}

function waveMinutes(plan: WavePlan | null, waves: readonly NewWave[]): number {
  if (plan === null) return 0;
  return waves.reduce((sum, { bakeMinutes }) => sum + bakeMinutes + plan.decideHours * 60, 0);
}

function waveReason(wave: string, before: string): string {
  return `Waiting for its wave, ${wave}, which comes after ${before}.`;
}

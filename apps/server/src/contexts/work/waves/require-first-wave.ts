import { CodedError, type WavePlan } from '@rustine/contract';
import { assignWaves } from '@rustine/domain';
import type { TargetInstance } from '../needs.ts';

/**
 * A first wave of nobody tries nothing for the others: a mistyped label would let all of them go at once. A later one of
 * nobody is passed over.
 * @throws CodedError NOT_FOUND, with its place.
 */
export function requireFirstWave(plan: WavePlan | undefined, targets: readonly TargetInstance[]): void {
  const [wave] = plan?.waves ?? [];
  if (plan === undefined || wave?.members.kind !== 'label') return;
  const [first] = assignWaves(
    plan,
    targets.map(({ id, labels }) => ({ id, labels, canStart: true })),
  );
  if (first === undefined || first.targetIds.length > 0) return;
  const labels = Object.entries(wave.members.labels).map(([key, value]) => `${key}=${value}`);
  const message = `None of the targets has the label ${labels.join(' and ')} of the first wave, ${wave.name}`;
  const details = [{ place: 'body.waves.waves[0].members', message }];
  throw new CodedError('NOT_FOUND', `${message}; nothing was started.`, { details });
}

import type { Wave, WavePlan } from '@rustine/contract';

export interface WaveTarget {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** False for one that is skipped from the start, because no window is open for it, say. */
  readonly canStart: boolean;
}

export interface AssignedWave extends Pick<
  Wave,
  'name' | 'successPercent' | 'maxErrors' | 'bakeMinutes' | 'healthCheck'
> {
  readonly targetIds: readonly string[];
}

/**
 * Puts each target into one wave. Wave after wave takes of those that are left: by label all that have the labels; by
 * percent (of all targets, rounded up) or count those first that can start, since one that cannot proves nothing. What no
 * wave takes forms a last one. A wave may come out empty.
 */
export function assignWaves(plan: WavePlan, targets: readonly WaveTarget[]): AssignedWave[] {
  const left = new Set(targets);
  const assigned = plan.waves.map(({ members, ...wave }) => {
    const taken = take(members, [...left], targets.length);
    for (const target of taken) left.delete(target);
    return { ...wave, targetIds: inOrder(targets, taken) };
  });
  if (left.size === 0) return assigned;
  const name = freeName(plan.waves.map((wave) => wave.name));
  return [...assigned, { name, successPercent: 100, bakeMinutes: 0, targetIds: inOrder(targets, [...left]) }];
}

function take(members: Wave['members'], left: readonly WaveTarget[], total: number): readonly WaveTarget[] {
  switch (members.kind) {
    case 'label': {
      const wanted = Object.entries(members.labels);
      return left.filter(({ labels }) =>
        wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value),
      );
    }
    case 'percent':
      return startableFirst(left).slice(0, Math.ceil((total * members.percent) / 100));
    case 'count':
      return startableFirst(left).slice(0, members.count);
    case 'rest':
      return left;
    default:
      return members satisfies never;
  }
}

function startableFirst(left: readonly WaveTarget[]): readonly WaveTarget[] {
  return left.toSorted((a, b) => Number(b.canStart) - Number(a.canStart));
}

function inOrder(targets: readonly WaveTarget[], taken: readonly WaveTarget[]): string[] {
  const set = new Set(taken);
  return targets.filter((target) => set.has(target)).map(({ id }) => id);
}

function freeName(names: readonly string[]): string {
  let name = 'rest';
  for (let number = 2; names.includes(name); number += 1) name = `rest ${number}`;
  return name;
}

import type { WindowRule } from '@rustine/contract';
import type { Db } from '../../../db/connect.ts';
import type { HoldingFreeze, WindowNeeds, WindowPlace } from '../needs.ts';
import type { RunWindow } from '../plan-work.ts';
import { judgeStart, stamp, type StartJudgement } from './judge-start.ts';

interface Asked {
  readonly instanceIds: readonly string[];
  /** Null for work that may run at any time. */
  readonly window: WindowRule | null;
  readonly heedsFreezes: boolean;
  readonly at: Date;
}

/** Which of the targets of new work may start at this moment. */
export async function judgeTargets(
  reader: Db,
  windows: WindowNeeds,
  { instanceIds, window, heedsFreezes, at }: Asked,
): Promise<ReadonlyMap<string, StartJudgement>> {
  const windowIds = window?.windowIds ?? null;
  const places = window === null ? null : await windows.placesFor(reader, { instanceIds, windowIds, at });
  const freezes = heedsFreezes ? await windows.freezesOn(reader, { instanceIds, at }) : noFreezes;
  const placeOf = (id: string): WindowPlace | null => (places === null ? null : (places.get(id) ?? nowhere));
  return new Map(instanceIds.map((id) => [id, judgeStart(placeOf(id), freezes.get(id) ?? null)]));
}

const noFreezes: ReadonlyMap<string, HoldingFreeze> = new Map();
const nowhere: WindowPlace = { kind: 'CLOSED', reason: 'no maintenance window covers it', nextOpensAt: null };

/** As above for a part of a run, which may begin until the windows close that its run started in. */
export function judgeWithin({
  instanceIds,
  windows,
  at,
}: {
  readonly instanceIds: readonly string[];
  readonly windows: ReadonlyMap<string, RunWindow>;
  readonly at: Date;
}): ReadonlyMap<string, StartJudgement> {
  const placeOf = (window: RunWindow | undefined): WindowPlace | null => {
    if (window === undefined) return null;
    const { name, closesAt } = window;
    const reason = `the window "${name}" of its run closed at ${stamp(closesAt)}`;
    if (closesAt <= at) return { kind: 'CLOSED', reason, nextOpensAt: null };
    return { kind: 'OPEN', windowId: '', windowName: name, startUntil: closesAt, closesAt };
  };
  return new Map(instanceIds.map((id) => [id, judgeStart(placeOf(windows.get(id)), null)]));
}

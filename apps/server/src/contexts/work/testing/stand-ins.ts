import type { HoldingFreeze, PowerNeeds, WindowNeeds, WindowPlace } from '../needs.ts';

/** Windows and freezes as a test wants them: by instance, or for all of them. */
export function createWindowsStandIn() {
  const places = new Map<string, WindowPlace>();
  const freezes = new Map<string, HoldingFreeze>();
  const nextFreezes = new Map<string, Date>();
  const asked: (readonly string[] | null)[] = [];
  const needs: WindowNeeds = {
    requireWindows: async () => {},
    placesFor: async (_reader, { instanceIds, windowIds }) => {
      asked.push(windowIds);
      return new Map(
        instanceIds.map((id) => [
          id,
          places.get(id) ?? { kind: 'CLOSED', reason: 'no maintenance window covers the instance', nextOpensAt: null },
        ]),
      );
    },
    nextFreezeStart: async (_reader, instanceId) => nextFreezes.get(instanceId) ?? null,
    freezesOn: async (_reader, { instanceIds }) =>
      new Map(
        instanceIds.flatMap((id) => {
          const freeze = freezes.get(id);
          return freeze === undefined ? [] : [[id, freeze] as const];
        }),
      ),
  };
  return { needs, places, freezes, nextFreezes, asked };
}

/** Who was asked to wake and to put back; it restores what `restores` says, everything unless told otherwise. */
export function createPowerStandIn() {
  const woken: { readonly invocationId: string; readonly instanceId: string }[] = [];
  const restored: { readonly invocationId: string; readonly restartedByOthers: boolean }[] = [];
  const answer = { restore: true, reason: '', settlesBy: null as Date | null };
  const needs: PowerNeeds = {
    askToWake: async (_tx, { invocationId, instanceId }) => void woken.push({ invocationId, instanceId }),
    askToRestore: async (_tx, { invocationId, restartedByOthers }) => {
      restored.push({ invocationId, restartedByOthers });
      return { restore: answer.restore, reason: answer.reason };
    },
    settlesBy: async () => answer.settlesBy,
  };
  return { needs, woken, restored, answer };
}

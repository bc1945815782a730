import {
  createFreeze,
  createWindow,
  deleteFreeze,
  deleteWindow,
  listFreezes,
  listWindowOccurrences,
  listWindows,
  readFreezeCalendar,
  unwrap,
  updateFreeze,
  updateWindow,
  type CreateFreezeRequest,
  type CreateWindowRequest,
  type Freeze,
  type UpdateFreezeRequest,
} from '@rustine/sdk';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { collectPages } from './collect-pages.ts';
import { pollMs } from './poll-interval.ts';
import { useChange } from './use-change.ts';

/** All of them, or those that cover an instance. */
export function windowsQuery(instanceId?: string) {
  return queryOptions({
    queryKey: ['windows', 'list', instanceId ?? null],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listWindows({ client, query: { ...query, instanceId }, signal }))),
    refetchInterval: pollMs.calm,
  });
}

/** All of them, or those that hold for an instance. */
export function freezesQuery(instanceId?: string) {
  return queryOptions({
    queryKey: ['freezes', 'list', instanceId ?? null],
    queryFn: ({ signal }) =>
      collectPages((query) => unwrap(listFreezes({ client, query: { ...query, instanceId }, signal }))),
    refetchInterval: pollMs.calm,
  });
}

export function windowOccurrencesQuery(windowId: string, count: number) {
  return queryOptions({
    queryKey: ['windows', windowId, 'occurrences', count],
    queryFn: async ({ signal }) =>
      (await unwrap(listWindowOccurrences({ client, path: { windowId }, query: { count }, signal }))).items,
    refetchInterval: pollMs.large,
  });
}

/** Makes one, or changes the one named. */
export const useSaveWindow = (windowId: string | null) =>
  useChange((body: CreateWindowRequest) =>
    windowId === null
      ? unwrap(createWindow({ client, body }))
      : unwrap(updateWindow({ client, path: { windowId }, body })),
  );

export const useDeleteWindow = (windowId: string) =>
  useChange<void, void>(() => unwrap(deleteWindow({ client, path: { windowId } })));

/** A freeze to make, or what to change of the one named, whose calendar stays unless another is given. */
export type FreezeAsked =
  | { freezeId: null; body: CreateFreezeRequest }
  | { freezeId: string; body: UpdateFreezeRequest };

export const useSaveFreeze = () =>
  useChange(({ freezeId, body }: FreezeAsked) =>
    freezeId === null
      ? unwrap(createFreeze({ client, body }))
      : unwrap(updateFreeze({ client, path: { freezeId }, body })),
  );

export const useDeleteFreeze = (freezeId: string) =>
  useChange<void, void>(() => unwrap(deleteFreeze({ client, path: { freezeId } })));

export const useReadFreezeCalendar = (freezeId: string) =>
  useChange<void, Freeze>(() => unwrap(readFreezeCalendar({ client, path: { freezeId } })));

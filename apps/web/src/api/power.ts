import {
  bindInstancePower,
  createPowerProvider,
  deletePowerProvider,
  getInstancePower,
  listPowerProviders,
  startInstance,
  stopInstance,
  testPowerProvider,
  unbindInstancePower,
  unwrap,
  updatePowerProvider,
  type BindPowerRequest,
  type CreatePowerProviderRequest,
  type InstancePower,
} from '@rustine/sdk';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { client } from './client.ts';
import { pollMs } from './poll-interval.ts';
import { useChange } from './use-change.ts';

export const powerProvidersQuery = queryOptions({
  queryKey: ['power', 'providers'],
  queryFn: async ({ signal }) => (await unwrap(listPowerProviders({ client, signal }))).items,
  refetchInterval: pollMs.large,
});

export function instancePowerQuery(instanceId: string) {
  return queryOptions({
    queryKey: ['power', 'instances', instanceId],
    queryFn: ({ signal }) => unwrap(getInstancePower({ client, path: { instanceId }, signal })),
    refetchInterval: pollMs.near,
  });
}

/** Changes nothing, so nothing is read anew. */
export const useTestProvider = (providerId: string) =>
  useMutation({
    mutationFn: (ref: string) => unwrap(testPowerProvider({ client, path: { providerId }, body: { ref } })),
  });

/** Makes one, or changes the one named, whose settings are replaced all together. */
export const useSaveProvider = (providerId: string | null) =>
  useChange((body: CreatePowerProviderRequest) =>
    providerId === null
      ? unwrap(createPowerProvider({ client, body }))
      : unwrap(updatePowerProvider({ client, path: { providerId }, body })),
  );

export const useDeleteProvider = (providerId: string) =>
  useChange<void, void>(() => unwrap(deletePowerProvider({ client, path: { providerId } })));

/** Asks the provider of an instance now. */
export const useAskPower = (instanceId: string) =>
  useChange<void, InstancePower>(() =>
    unwrap(getInstancePower({ client, path: { instanceId }, query: { refresh: 'true' } })),
  );

export const useBindPower = (instanceId: string) =>
  useChange((body: BindPowerRequest) => unwrap(bindInstancePower({ client, path: { instanceId }, body })));

export const useUnbindPower = (instanceId: string) =>
  useChange<void, void>(() => unwrap(unbindInstancePower({ client, path: { instanceId } })));

export const useStartInstance = (instanceId: string) =>
  useChange<void, InstancePower>(() => unwrap(startInstance({ client, path: { instanceId } })));

export const useStopInstance = (instanceId: string) =>
  useChange<void, InstancePower>(() => unwrap(stopInstance({ client, path: { instanceId } })));

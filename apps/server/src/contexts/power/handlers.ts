import { CodedError, type PowerOperationId } from '@rustine/contract';
import type { HandlersOf } from '../../http/operation.ts';
import { askAbout } from './ask-about.ts';
import { bindInstance, unbindInstance } from './bind-instance.ts';
import { changeProvider, makeProviderRow, removeProvider } from './change-providers.ts';
import { refreshPage } from './refresh-page.ts';
import { requireBinding, showPower } from './show-power.ts';
import { faultOf, look } from './session/look.ts';
import type { SessionDeps } from './session/session-deps.ts';
import { getProvider, listProviders, type ProviderRow } from './sql/providers.ts';
import { switchByHand } from './switch-by-hand.ts';

/** What the people's API asks of power. */
export function createHandlers(deps: SessionDeps): HandlersOf<PowerOperationId> {
  const { db, openProvider } = deps;
  const requireProvider = async (id: string): Promise<ProviderRow> => {
    const row = await getProvider(db, id);
    if (row === null) throw new CodedError('NOT_FOUND', `There is no power provider ${id}.`);
    return row;
  };
  const showProvider = async (id: string) => present(await requireProvider(id));

  return {
    listPowerProviders: async () => ({ items: (await listProviders(db)).map(present) }),
    createPowerProvider: async ({ body, principal, requestId }) =>
      showProvider(await makeProviderRow(deps, body, { actor: principal.name, requestId })),
    getPowerProvider: ({ params: { providerId } }) => showProvider(providerId),
    updatePowerProvider: async ({ params: { providerId }, body, principal, requestId }) => {
      await changeProvider(deps, { id: providerId, change: body }, { actor: principal.name, requestId });
      return showProvider(providerId);
    },
    deletePowerProvider: ({ params: { providerId }, principal, requestId }) =>
      removeProvider(deps, providerId, { actor: principal.name, requestId }),
    async testPowerProvider({ params: { providerId }, body: { ref } }) {
      const row = await requireProvider(providerId);
      try {
        const { provider } = await openProvider(row);
        const seen = await look(provider, ref);
        if (seen.kind === 'SEEN') return { ok: true, state: seen.state, marker: seen.marker, message: seen.said };
        return { ok: false, state: 'UNKNOWN', marker: null, message: seen.message };
      } catch (error) {
        return { ok: false, state: 'UNKNOWN', marker: null, message: faultOf(error).message };
      }
    },
    refreshPower: ({ query: { cursor } }) => refreshPage(deps, cursor),
    async getInstancePower({ params: { instanceId }, query: { refresh = false } }) {
      if (refresh) await askAbout(deps, await requireBinding(deps, instanceId));
      return showPower(deps, instanceId);
    },
    async bindInstancePower({ params: { instanceId }, body, principal, requestId }) {
      await bindInstance(deps, { ...body, instanceId }, { actor: principal.name, requestId });
      return showPower(deps, instanceId);
    },
    unbindInstancePower: ({ params: { instanceId }, principal, requestId }) =>
      unbindInstance(deps, instanceId, { actor: principal.name, requestId }),
    async startInstance({ params: { instanceId }, principal, requestId }) {
      await switchByHand(deps, { instanceId, to: 'on' }, { actor: principal.name, requestId });
      return showPower(deps, instanceId);
    },
    async stopInstance({ params: { instanceId }, principal, requestId }) {
      await switchByHand(deps, { instanceId, to: 'off' }, { actor: principal.name, requestId });
      return showPower(deps, instanceId);
    },
  };
}

function present({ createdAt, ...row }: ProviderRow) {
  return { ...row, createdAt: createdAt.toISOString() };
}

import { CodedError, type ManagedInstanceDetail } from '@rustine/contract';
import type { HandlersOf } from '../../http/operation.ts';
import { changeInstance, changeInstances, removeInstance } from './change-instances.ts';
import type { HandlerDeps } from './handler-deps.ts';
import { groupsOf } from './groups-of.ts';
import { listInstancePage } from './list-instance-page.ts';
import { presentInstance } from './present-instance.ts';
import { resolveScope } from './resolve-scope.ts';
import { getInstance } from './sql/list-instances.ts';

type InstanceHandlers = HandlersOf<
  'listInstances' | 'getInstance' | 'updateInstance' | 'updateInstances' | 'deleteInstance'
>;

export function createInstanceHandlers(deps: HandlerDeps): InstanceHandlers {
  const { db, clock, needs } = deps;

  const showInstance = async (id: string): Promise<ManagedInstanceDetail> => {
    const row = await getInstance(db, id);
    if (row === undefined) throw new CodedError('NOT_FOUND', `There is no managed instance ${id}.`);
    const figures = await needs.compliance.figuresOf(db, [id]);
    return {
      ...presentInstance(row, figures.get(id), clock()),
      groups: await groupsOf(db, row),
      automaticUpdates: row.automatic_updates,
    };
  };

  return {
    listInstances: async ({ query: { compartmentId, recursive, groupId, label = [], ...query } }) => {
      const scope = await resolveScope(db, { compartmentId, recursive, groupId });
      return listInstancePage(deps, { ...query, scope, labels: [label].flat() });
    },
    getInstance: async ({ params: { instanceId } }) => showInstance(instanceId),
    updateInstance: async ({ params: { instanceId }, body, principal, requestId }) => {
      await changeInstance(db, { id: instanceId, change: body }, { actor: principal.name, requestId });
      return showInstance(instanceId);
    },
    updateInstances: async ({ body: { targets, ...change }, principal, requestId }) =>
      changeInstances(db, { targets, change }, { actor: principal.name, requestId }),
    deleteInstance: async ({ params: { instanceId }, principal, requestId }) =>
      removeInstance(deps, instanceId, { actor: principal.name, requestId }),
  };
}

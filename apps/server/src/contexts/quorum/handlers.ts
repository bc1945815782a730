import { CodedError, type QuorumSet } from '@rustine/contract';
import { decodeCursor, pageOfRows } from '../../http/cursor.ts';
import type { HandlersOf } from '../../http/operation.ts';
import type { Principal } from '../../http/principal.ts';
import { changeSet, makeSet, releaseLease, removeSet } from './change-sets.ts';
import { presentSets } from './present-sets.ts';
import type { Asker, QuorumDeps } from './quorum-deps.ts';
import { selectSet, selectSets } from './sql/sets.ts';

export type QuorumHandlers = HandlersOf<
  'listQuorumSets' | 'createQuorumSet' | 'getQuorumSet' | 'updateQuorumSet' | 'deleteQuorumSet' | 'releaseRebootLease'
>;

export function createHandlers(deps: QuorumDeps): QuorumHandlers {
  const show = async (id: string): Promise<QuorumSet> => {
    const set = await selectSet(deps.db, id);
    if (set === undefined) throw new CodedError('NOT_FOUND', `There is no quorum set ${id}.`);
    return (await presentSets(deps, [set]))[0]!;
  };
  return {
    async listQuorumSets({ query: { cursor, limit, instanceId } }) {
      const after = cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]);
      const found = await selectSets(deps.db, { instanceId }, { after, limit: limit + 1 });
      const { rows, nextCursor } = pageOfRows(found, limit, ({ name, id }) => [name, id]);
      return { items: await presentSets(deps, rows), nextCursor };
    },
    createQuorumSet: async ({ body, ...asked }) => show(await makeSet(deps, body, askerOf(asked))),
    getQuorumSet: ({ params: { quorumSetId } }) => show(quorumSetId),
    async updateQuorumSet({ params: { quorumSetId }, body, ...asked }) {
      await changeSet(deps, { id: quorumSetId, asker: askerOf(asked) }, body);
      return show(quorumSetId);
    },
    deleteQuorumSet: ({ params: { quorumSetId }, ...asked }) => removeSet(deps, quorumSetId, askerOf(asked)),
    async releaseRebootLease({ params: { quorumSetId, instanceId }, body, ...asked }) {
      await releaseLease(deps, { id: quorumSetId, instanceId, asker: askerOf(asked) }, body);
      return show(quorumSetId);
    },
  };
}

function askerOf({ principal, requestId }: { readonly principal: Principal; readonly requestId: string }): Asker {
  return { actor: principal.name, requestId };
}

import { factsOf, makeAgentKey, type AgentIdentity } from '@rustine/testkit/agents';
import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { addInstance } from '../../apps/server/src/contexts/fleet/sql/add-instance.ts';
import type { Db } from '../../apps/server/src/db/connect.ts';
import { newId } from '../../apps/server/src/ids.ts';
import { withTransaction } from '../../apps/server/src/db/with-transaction.ts';

/** Writes the rows that enrolments of so many agents would have written, all at once; `like` was enrolled over the API. */
export async function enrolInBulk(db: Db, like: AgentIdentity, count: number): Promise<AgentIdentity[]> {
  const { serverId, commandKeys } = like;
  const identities = Array.from({ length: count }, () => ({
    ...makeAgentKey(),
    instanceId: newId('instance'),
    serverId,
    commandKeys,
  }));
  await withTransaction(db, async (tx) => {
    for (const [index, { instanceId, publicJwk, kid }] of identities.entries()) {
      await addInstance(tx, {
        id: instanceId,
        compartmentId: ROOT_COMPARTMENT_ID,
        labels: {},
        publicKey: publicJwk,
        thumbprint: kid,
        facts: factsOf(`bench-${index + 1}`),
      });
    }
  });
  return identities;
}

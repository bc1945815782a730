import { listWorkRequests, runCommand, unwrap, type RustineClient, type WorkRequest } from '@rustine/sdk';
import { poll } from '../../follow/poll.ts';

const documentName = 'Rustine-ScanInstance';
const DELIVERY_SECONDS = 600;

/**
 * Asks for a scan of the instance, once: when the server dies before it answers, we look whether it took the order
 * before we give it again.
 */
export async function submitScan(client: RustineClient, instanceId: string, signal: AbortSignal): Promise<WorkRequest> {
  const patience = { everyMs: 500, awayMs: Number.POSITIVE_INFINITY, signal };
  const newest = async () =>
    (await unwrap(listWorkRequests({ client, query: { instanceId, documentName, limit: 1 } }))).items[0];
  const { id: earlier } = await poll({ ...patience, ask: async () => (await newest()) ?? { id: null } });
  let asked = false;
  return poll({
    ...patience,
    ask: async () => {
      const taken = asked ? await newest() : undefined;
      if (taken !== undefined && taken.id !== earlier) return taken;
      asked = true;
      return unwrap(
        runCommand({ client, body: { documentName, instanceIds: [instanceId], deliverySeconds: DELIVERY_SECONDS } }),
      );
    },
  });
}

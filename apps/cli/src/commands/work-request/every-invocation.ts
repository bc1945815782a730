import { listInvocations, unwrap, type Invocation, type RustineClient, type WorkRequestDetail } from '@rustine/sdk';
import { takeItems } from '../../take-items.ts';

/** All invocations of a work request; its detail shows those of a small one. */
export async function everyInvocation(
  client: RustineClient,
  { id, counts, invocations }: WorkRequestDetail,
): Promise<readonly Invocation[]> {
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  if (total <= invocations.length) return invocations;
  return takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listInvocations({ client, query: { ...page, workRequestId: id } })),
  );
}

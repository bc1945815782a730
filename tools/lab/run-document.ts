import { setTimeout as sleep } from 'node:timers/promises';
import {
  followWorkRequest,
  getInvocation,
  runCommand,
  unwrap,
  type InvocationDetail,
  type RustineClient,
  type WorkFeed,
} from '@rustine/sdk';

const POLL_MS = 300;

export interface DocumentRun {
  readonly documentName: string;
  readonly instanceIds: string[];
  readonly parameters?: Record<string, string[]>;
  readonly comment?: string;
  /** Called with all that is new. */
  readonly onFeed?: (feed: WorkFeed) => void;
}

/** Runs a document to its end on all these instances and gives each invocation whole, in the order of the instances. */
export async function runDocument(
  client: RustineClient,
  { documentName, instanceIds, parameters = {}, comment, onFeed }: DocumentRun,
): Promise<InvocationDetail[]> {
  const work = await unwrap(
    runCommand({ client, body: { documentName, instanceIds, parameters, maxErrors: '100%', comment } }),
  );
  const ids = new Map<string, string>();
  let cursor: string | undefined;
  for (;;) {
    const feed = await unwrap(
      followWorkRequest({ client, path: { workRequestId: work.id }, query: cursor === undefined ? {} : { cursor } }),
    );
    for (const { id, instanceId } of feed.invocations) ids.set(instanceId, id);
    onFeed?.(feed);
    if (feed.complete) break;
    cursor = feed.cursor;
    if (!feed.more) await sleep(POLL_MS);
  }
  return await Promise.all(
    instanceIds.map(async (id) => await unwrap(getInvocation({ client, path: { invocationId: ids.get(id) ?? '' } }))),
  );
}

/** All that the steps of an invocation wrote to stdout, of a long one the first and the last part. */
export function stdoutOf({ steps }: Pick<InvocationDetail, 'steps'>): string {
  return steps.map(({ stdout }) => `${stdout.head}${stdout.tail}`).join('\n');
}

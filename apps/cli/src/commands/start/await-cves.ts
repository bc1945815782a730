import {
  getInstance,
  getInvocation,
  listAvailableUpdates,
  listInvocations,
  unwrap,
  type ManagedInstance,
  type RustineClient,
} from '@rustine/sdk';
import { poll } from '../../follow/poll.ts';
import type { Step } from '../../output/progress.ts';
import { plain } from '../../output/plain.ts';
import { count } from '../../output/words.ts';
import { takeItems } from '../../take-items.ts';

export interface CveOutcome {
  readonly instance: ManagedInstance;
  /** Security updates whose CVEs are still not known. */
  readonly unread: number;
}

export interface CveWaitOptions {
  readonly client: RustineClient;
  readonly step: Step;
  readonly signal: AbortSignal;
  readonly patience?: { readonly stalledMs: number; readonly totalMs: number };
}

/** Changelogs come out of packages that are downloaded first, 25 MB for a machine a year behind. */
const patienceDefault = { stalledMs: 5 * 60_000, totalMs: 30 * 60_000 };

/** Waits until the CVEs of the instance's missing security updates are known, as long as it goes forward. */
export async function awaitCves(instanceId: string, options: CveWaitOptions): Promise<CveOutcome> {
  const { client, step, signal, patience = patienceDefault } = options;
  const startedAt = performance.now();
  let movedAt = startedAt;
  let seenBefore = '';
  return poll({
    everyMs: 700,
    awayMs: Number.POSITIVE_INFINITY,
    signal,
    ask: async () => {
      const instance = await unwrap(getInstance({ client, path: { instanceId } }));
      if (instance.cveState === 'RESOLVED') return { instance, unread: 0 };
      const unread = await countUnread(client, instanceId);
      if (instance.cveState === 'UNRESOLVED') return { instance, unread };
      const reading = await lastWords(client);
      step.detail(reading ?? `${count(unread, 'update')} to go`);
      const now = performance.now();
      const seen = `${unread} ${reading}`;
      if (seen !== seenBefore) movedAt = now;
      seenBefore = seen;
      const tooLong = now - movedAt >= patience.stalledMs || now - startedAt >= patience.totalMs;
      return tooLong ? { instance, unread } : undefined;
    },
  });
}

/** What the agent that reads the changelogs said last, which need not be this machine's; null while none is at it. */
async function lastWords(client: RustineClient): Promise<string | null> {
  const query = { documentName: 'Rustine-ResolveCves', state: 'RUNNING', limit: 1 } as const;
  const [running] = (await unwrap(listInvocations({ client, query }))).items;
  if (running === undefined) return null;
  const { steps } = await unwrap(getInvocation({ client, path: { invocationId: running.id } }));
  const said = steps
    .map(({ stdout }) => plain(stdout.head + stdout.tail))
    .join('')
    .trim();
  const last = said.split('\n').at(-1) ?? '';
  return last === '' ? null : last.charAt(0).toLowerCase() + last.slice(1);
}

async function countUnread(client: RustineClient, instanceId: string): Promise<number> {
  const updates = await takeItems(Number.POSITIVE_INFINITY, ({ cursor }) =>
    unwrap(
      listAvailableUpdates({
        client,
        path: { instanceId },
        query: { updateType: 'SECURITY', limit: 1000, ...(cursor !== undefined && { cursor }) },
      }),
    ),
  );
  return updates.filter(({ cvesKnown }) => !cvesKnown).length;
}

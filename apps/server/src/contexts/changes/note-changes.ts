import type { PackageChange } from '@rustine/contract';
import type { Logger } from 'pino';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { ChangesNeeds } from './needs.ts';
import { insertChanges, type NewChange } from './sql/insert-changes.ts';

/** Package names that one audit event spells out; it counts the rest. */
const NAMES_MAX = 20;

export interface NoteDeps {
  readonly db: Db;
  readonly log: Pick<Logger, 'warn'>;
  readonly needs: Pick<ChangesNeeds, 'windows'>;
}

/**
 * Keeps what an agent told; the same change told twice is one. What was changed while no window of the instance was open
 * leaves one audit event and one line in the log for all that came together.
 */
export async function noteChanges(
  { db, log, needs }: NoteDeps,
  instanceId: string,
  changes: readonly PackageChange[],
): Promise<void> {
  if (changes.length === 0) return;
  // A run of a package manager changes many packages in the same second.
  const open = new Map<string, boolean | null>();
  for (const { at } of changes) {
    if (!open.has(at)) open.set(at, await needs.windows.wasOpen(instanceId, new Date(at)));
  }
  const told = changes.map((change) => ({ ...change, windowOpen: open.get(change.at) ?? null }));
  await withTransaction(db, async (tx) => {
    const outside = (await insertChanges(tx, instanceId, told)).filter(({ window_open }) => window_open === false);
    if (outside.length === 0) return;
    const details = describe(outside);
    await recordAudit(tx, {
      actor: instanceId,
      action: 'change packages outside a window',
      target: instanceId,
      details,
    });
    log.warn({ instanceId, ...details }, 'packages were changed outside of every maintenance window');
  });
}

function describe(changes: readonly NewChange[]) {
  const times = changes.map(({ at }) => at.toISOString()).toSorted();
  return {
    changes: changes.length,
    byRustine: changes.filter(({ invocation_id }) => invocation_id !== null).length,
    from: times[0],
    to: times.at(-1),
    packages: [...new Set(changes.map(({ name }) => name))].slice(0, NAMES_MAX),
  };
}

import { CodedError } from '@rustine/contract';
import { ONLY_VERSIONS_MAX, pinVersions, type InstalledRow, type PinnedVersions } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { NewUpdate } from '../needs.ts';
import { readFirstWave, savePins, lockUnbound, type FirstWave } from '../sql/pins.ts';
import { skipInvocations } from '../sql/skip-waiting.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';
import { writeLog } from '../sql/work-log.ts';
import type { Errand } from './advance-waves.ts';
import { holdUnbound } from './hold-unbound.ts';
import type { ErrandDeps } from './errand-deps.ts';
import { tellDelay } from './tell-delay.ts';

/**
 * Binds the waves from `position` on to the versions that the first one installed, for each operating system apart. An
 * instance whose system no instance of the first wave has is skipped: nothing is known to work there. After a first wave
 * that failed a person decided to go on, and such an instance goes on unbound. What a retry is bound to already stays so;
 * its first wave may have been tried on other systems since.
 */
export async function bindVersions(
  { db, clock, needs }: ErrandDeps,
  { workRequestId, position }: Errand,
): Promise<void> {
  const first = await readFirstWave(db, workRequestId);
  if (first === null) return;
  const tell = (why: string) => tellDelay(db, { workRequestId, position, first, why });
  const unknown = new Map([...first.systems].filter(([, system]) => !Object.hasOwn(first.inherited, system)));
  const pins = await gatherPins(unknown, needs.reports.newUpdatesOf([...unknown.keys()])).catch((error: unknown) =>
    unreadable(error, tell),
  );
  if (typeof pins === 'string')
    return await holdUnbound({ db, at: clock(), workRequestId, position, first, why: pins });
  const kept = [...pins].filter(([, { items }]) => items.length <= ONLY_VERSIONS_MAX);
  await withTransaction(db, async (tx) => {
    const at = clock();
    await lockWorkRequest(tx, workRequestId);
    const bound = { ...first.inherited, ...Object.fromEntries(kept.map(([system, { items }]) => [system, items])) };
    if (!(await savePins(tx, { workRequestId, position }, bound))) return;
    if (pins.size > 0 || Object.keys(bound).length === 0) {
      const message = `The later waves install the versions that wave ${first.name} installed. ${describe(pins)}`;
      await writeLog(tx, { workRequestId, at, level: 'INFO', message });
      await warnOfNothing(tx, { workRequestId, first, pins, at });
    }
    if (first.succeeded) await skipUnknown(tx, { workRequestId, position, first, pins, at });
  });
}

/** What is gone or broken will not mend by itself; a store that is away is asked again, and those that wait say so. */
async function unreadable(error: unknown, tell: (why: string) => Promise<void>): Promise<string> {
  if (error instanceof CodedError && (error.code === 'NOT_FOUND' || error.code === 'VALIDATION_FAILED')) {
    return error.message;
  }
  await tell(error instanceof Error ? error.message : String(error));
  throw error;
}

/** Each of the systems has an entry, also one on which nothing was to be installed. */
async function gatherPins(
  systems: FirstWave['systems'],
  updates: AsyncIterable<NewUpdate>,
): Promise<ReadonlyMap<string, PinnedVersions>> {
  const rows = new Map<string, InstalledRow[]>([...new Set(systems.values())].map((system) => [system, []]));
  for await (const { invocationId, name, architecture, action, newVersion } of updates) {
    rows.get(systems.get(invocationId) ?? '')?.push({ name, architecture, action, newVersion });
  }
  return new Map([...rows].map(([system, own]) => [system, pinVersions(own)]));
}

interface Bound {
  readonly workRequestId: string;
  readonly first: FirstWave;
  readonly pins: ReadonlyMap<string, PinnedVersions>;
  readonly at: Date;
}

interface Unknown extends Bound {
  readonly position: number;
}

/** A first wave that was up to date already binds the later ones to nothing, and they would succeed with that. */
async function warnOfNothing(tx: Transaction, { workRequestId, first, pins, at }: Bound): Promise<void> {
  const idle = [...pins].filter(([, { items }]) => items.every(isNothing)).map(([system]) => named(system));
  if (idle.length === 0) return;
  const message = `Wave ${first.name} installed nothing on ${idle.join(', ')}, so the later waves install nothing there either. To install what is missing there, run it with any versions, or with a first wave that misses it.`;
  await writeLog(tx, { workRequestId, at, level: 'WARNING', message });
}

function isNothing(item: string): boolean {
  return item === 'none';
}

async function skipUnknown(tx: Transaction, { workRequestId, position, first, pins, at }: Unknown): Promise<void> {
  const unbound = await lockUnbound(tx, { workRequestId, position });
  const reasonOf = (system: string) =>
    pins.has(system)
      ? `Not started: wave ${first.name} changed more than ${ONLY_VERSIONS_MAX} packages of ${named(system)}, too many to bind the later waves to.`
      : `Not started: no instance of wave ${first.name} runs ${named(system)}, so nothing is known to work there.`;
  await skipInvocations(
    tx,
    unbound.map(({ id, system }) => ({ id, reason: reasonOf(system) })),
    at,
  );
  if (unbound.length === 0) return;
  const count = unbound.length === 1 ? '1 instance' : `${unbound.length} instances`;
  const message = `Skipped ${count} of systems that wave ${first.name} did not try.`;
  await writeLog(tx, { workRequestId, at, level: 'WARNING', message });
}

function describe(pins: ReadonlyMap<string, PinnedVersions>): string {
  return [...pins]
    .map(([system, { items, conflicts }]) => {
      const count = items.filter((item) => !isNothing(item)).length;
      const left = conflicts.length === 0 ? '' : `, ${conflicts.map(({ name }) => name).join(', ')} left alone`;
      return `${named(system)}: ${count === 1 ? '1 package' : `${count} packages`}${left}.`;
    })
    .join(' ');
}

/** `Debian|12|x64` as people say it. */
function named(system: string): string {
  return system.replaceAll('|', ' ');
}

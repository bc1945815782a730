import { PackageChange } from '@rustine/contract';
import { JournalError } from '../journal/open-journal.ts';
import type { Log } from '../log.ts';
import type { PackageSource } from '../platform/package-source.ts';
import type { ChangeBatch, ChangeRecords } from './change-records.ts';

export interface PackageWatch {
  /** Looks what the package managers did since the last look, and answers the oldest that the server has not taken. */
  look(): Promise<ChangeBatch>;
  /** The server has taken them. */
  taken(batch: ChangeBatch): void;
}

export interface WatchNeeds {
  readonly records: ChangeRecords;
  readonly sources: readonly PackageSource[];
  readonly log: Log;
}

export function watchPackages({ records, sources, log }: WatchNeeds): PackageWatch {
  const collect = async (source: PackageSource): Promise<void> => {
    const read = await source.read(records.cursorOf(source.name));
    if (read === null) return;
    // A change that breaks the contract would keep all that wait behind it.
    const changes = read.changes.filter((change) => PackageChange.safeParse(change).success);
    const unfit = read.changes.length - changes.length;
    const givenUp = records.keep(source.name, { ...read, changes });
    if (unfit + givenUp > 0) log.warn({ source: source.name, unfit, givenUp }, 'package changes that will not be told');
  };
  return {
    async look() {
      for (const source of sources) {
        try {
          await collect(source);
        } catch (error) {
          if (error instanceof JournalError) throw error;
          log.warn({ err: error, source: source.name }, 'package changes cannot be read; this is tried again');
        }
      }
      return records.next();
    },
    taken: ({ upTo }) => {
      if (upTo > 0) records.drop(upTo);
    },
  };
}
